import Type, { type TProperties, type TSchema } from 'typebox'
import { choice } from '../../hooks/api/schema.ts'
import {
  isRequired,
  type Setting,
  settingKeywords,
  settingsByName
} from '../../hooks/config/settings.ts'
import { podValues } from './pod-values.ts'
import { count, flag, group, objects, text, texts } from './value.ts'

/** The settings of the hooks that are values of the chart, by their names there. */
export const chartSettings = settingsByName.filter(([, { isDecidedByChart }]) => !isDecidedByChart)

const image = group('The image of the hooks.', {
  repository: text('The name of the image with its registry.', 'gateway-orchestrator'),
  tag: text('The tag of the image. By default it is the version of the chart.'),
  digest: text('The digest of the image, in the place of a tag.', '', {
    pattern: '^(sha256:[0-9a-f]{64})?$'
  }),
  pullPolicy: choice(['IfNotPresent', 'Always', 'Never'], {
    description: 'When the image is pulled.',
    default: 'IfNotPresent'
  })
})

const hookToken = group('The bearer token with which Metacontroller calls the hooks.', {
  enabled: flag(
    'Whether the hooks ask for a token. Without a token every pod that reaches the hooks can ' +
      'make them write DNS records. The token needs Metacontroller 4.16.',
    true
  ),
  existingSecret: text(
    'The name of a Secret in the namespace of the release that has the token under the key ' +
      '`token`. By default the chart generates a token and keeps it over upgrades. Tools that ' +
      'only render the chart, such as Argo CD, would generate another token each time, so they ' +
      'need such a Secret.'
  ),
  generation: count(
    'Which token of the chart it is. To change a generated token, raise the number by one.',
    1,
    1
  )
})

const metacontroller = group('How Metacontroller is installed.', {
  namespace: text('The namespace of Metacontroller.', 'metacontroller', { minLength: 1 }),
  serviceAccount: text('The name of its service account.', 'metacontroller', { minLength: 1 }),
  createRole: flag(
    'Whether the chart gives Metacontroller the permissions that these hooks need. The chart of ' +
      'Metacontroller gives it all permissions; with this role you can remove those.',
    true
  )
})

const crds = group('The CustomResourceDefinitions.', {
  enabled: flag('Whether the chart installs and upgrades the CRDs.', true),
  keep: flag(
    'Whether the CRDs stay when the release is uninstalled. If a CRD is deleted, all objects of ' +
      'its kind are deleted too, with their certificates and DNS records.',
    true
  )
})

const monitor = (kind: string) =>
  group(`A ${kind} of the Prometheus Operator.`, {
    enabled: flag(
      `Whether there is a ${kind}. The NetworkPolicy then admits all pods to the port of the ` +
        'metrics, or those in `networkPolicy.metricsFrom`.',
      false
    ),
    interval: text('The interval, for example 30s. By default that of Prometheus.'),
    labels: texts(`More labels of the ${kind}, for the selector of Prometheus.`)
  })

/** All values of the chart, in the order of values.yaml. */
export const values = Type.Object(
  {
    ...settingValues(),
    image,
    imagePullSecrets: objects('Secrets with which the image is pulled: objects with a `name`.'),
    hookToken,
    metacontroller,
    loadBalancerController: group('The AWS Load Balancer Controller (LBC).', {
      apiVersion: choice(['v1beta1', 'v1'], {
        description:
          'The version of the kinds of `gateway.k8s.aws`. Every release of LBC with Gateway API ' +
          'support serves v1beta1; since 3.5 it also serves v1, and API servers then warn that ' +
          'v1beta1 is deprecated.',
        default: 'v1beta1'
      })
    }),
    crds,
    rbac: group('The roles of users.', {
      aggregate: flag(
        'Whether users with the roles `admin` and `edit` in a namespace may write requests ' +
          'there, and users with `view` may read them.',
        true
      )
    }),
    serviceAccount: group('The service account of the hooks, which gets the credentials of AWS.', {
      create: flag('Whether the chart creates the service account.', true),
      name: text('The name of the service account. By default that of the release.'),
      annotations: texts(
        'Annotations. IRSA needs `eks.amazonaws.com/role-arn`; EKS Pod Identity needs none.'
      )
    }),
    service: group('The Service of the hooks.', { annotations: texts('Annotations.') }),
    networkPolicy: group('The NetworkPolicy, which admits Metacontroller only.', {
      enabled: flag('Whether there is a NetworkPolicy.', true),
      metricsFrom: objects(
        'Who may ask for metrics, as the peers of a NetworkPolicy. If it is empty: every pod may ' +
          'if a ServiceMonitor or PodMonitor is enabled; otherwise none may.'
      ),
      extraIngress: objects('More ingress rules.')
    }),
    events: group('Kubernetes Events on requests, claims and pools.', {
      enabled: flag(
        'Whether the hooks write Events. Their pod then mounts a token that may create and patch ' +
          'Events, and nothing else.',
        true
      )
    }),
    doctor: group('The check of the installation (`gateway-orchestrator doctor`).', {
      enabled: flag(
        'Whether a Job checks after each install and upgrade, and `helm test` on request. The ' +
          'release counts as failed if the check fails.',
        true
      )
    }),
    uninstallCheck: group('The check before an uninstallation (`gateway-orchestrator drain`).', {
      enabled: flag(
        'Whether a Job refuses the uninstallation while claims or pools are left.',
        true
      )
    }),
    serviceMonitor: monitor('ServiceMonitor'),
    podMonitor: monitor('PodMonitor'),
    prometheusRule: group('Recording and alerting rules, for the Prometheus Operator.', {
      enabled: flag('Whether there is a PrometheusRule.', false),
      runbookURL: text(
        'The address of the runbook pages. A released chart has that of its version. While it is ' +
          'empty, alerts name the page in the annotation `runbook`, without a link.',
        ''
      ),
      labels: texts('More labels of the PrometheusRule, for the selector of Prometheus.'),
      alertLabels: texts('More labels of all alerts, for example `cluster`.')
    }),
    dashboard: group('A dashboard for Grafana, in a ConfigMap.', {
      enabled: flag('Whether there is a ConfigMap with the dashboard.', false),
      labels: Type.Record(Type.String(), Type.String(), {
        description: 'Labels of the ConfigMap, by which the sidecar of Grafana finds it.',
        default: { grafana_dashboard: '1' }
      }),
      annotations: texts('Annotations of the ConfigMap, for example the folder in Grafana.')
    }),
    ...podValues,
    commonLabels: texts('Labels for all objects.'),
    extraObjects: objects(
      'More objects of the release. Templates in them are filled in. Helm needs the CRDs of ' +
        'these objects before it installs the chart, so the first pool cannot be among them.'
    ),
    nameOverride: text('Another name for the chart in the names of objects.'),
    fullnameOverride: text('Another name for the objects of the release.')
  },
  { additionalProperties: false }
)

/**
 * The settings of the hooks as values. A required setting may be empty here, because the templates
 * then say what to set, which the messages of a JSON schema cannot.
 */
function settingValues(): TProperties {
  return Object.fromEntries(
    chartSettings.map(([name, setting]) => {
      const isNeeded = isRequired(name, setting)
      const { pattern, ...schema } = withoutOwnKeywords(setting)
      if (!isNeeded) return [name, defined(schema, pattern)]
      const description = `Required. ${setting.description}`
      return [name, defined({ ...schema, description, default: '' }, `^$|${pattern}`)]
    })
  )
}

function defined(schema: TSchema, pattern: unknown): TSchema {
  return pattern === undefined ? schema : { ...schema, pattern }
}

function withoutOwnKeywords(setting: Setting): TSchema & { pattern?: unknown } {
  const own: readonly string[] = settingKeywords
  return Object.fromEntries(Object.entries(setting).filter(([keyword]) => !own.includes(keyword)))
}
