import { readFileSync } from 'node:fs'

const folder = new URL('../../metacontroller/', import.meta.url)

/** A text that the manifests have, and what the chart has in its place. */
type Replacement = readonly [manifests: string | RegExp, chart: string]

const labels: Replacement = [
  '    app.kubernetes.io/part-of: gateway-orchestrator\n',
  '    {{- include "gateway-orchestrator.labels" . | nindent 4 }}\n'
]

/** CRDs are kept, or Helm may delete them although a policy protects them. */
const keep: Replacement = [
  /^metadata:\n {2}name: (.+)\n/gm,
  'metadata:\n  name: $1\n' +
    '  annotations:\n' +
    '    {{- if .Values.crds.keep }}\n' +
    '    helm.sh/resource-policy: keep\n' +
    '    {{- else }}\n' +
    '    gateway-orchestrator.io/allow-delete: "true"\n' +
    '    {{- end }}\n'
]

/**
 * If Helm deletes the CRDs, it does so before it deletes the CompositeControllers. The policies
 * that protect these need the CRDs, and refuse everything without them.
 */
const deletable: Replacement = [
  /^metadata:\n {2}name: (.+)\n/gm,
  'metadata:\n  name: $1\n' +
    '  {{- if not .Values.crds.keep }}\n' +
    '  annotations:\n    gateway-orchestrator.io/allow-delete: "true"\n' +
    '  {{- end }}\n'
]

/** The text in a template that is there only if the hooks ask for a token. */
function onlyWithToken(text: string): string {
  return `  {{- if .Values.hookToken.enabled }}\n${text}  {{- end }}\n`
}

/** The commented configuration of the token in a CompositeController. */
const endpointConfigs: Replacement = [
  /^ {2}# endpointConfigs:\n(?: {2}# .*\n)+/gm,
  onlyWithToken(
    '  endpointConfigs:\n' +
      '    - host: {{ include "gateway-orchestrator.host" . }}\n' +
      '      authorization:\n' +
      '        secretRef:\n' +
      '          namespace: {{ .Release.Namespace }}\n' +
      '          name: {{ include "gateway-orchestrator.tokenSecret" . }}\n' +
      '          key: token\n'
  )
]

/** The commented rule that lets Metacontroller read the token. */
const secretsRule: Replacement = [
  / {2}# - apiGroups: \[""\]\n {2}# {3}(resources: .secrets.)\n {2}# {3}(verbs: .*)\n/,
  onlyWithToken('  - apiGroups: [""]\n    $1\n    $2\n')
]

/** The template of the CRDs. */
export function renderCrdsTemplate(): string {
  const text = toTemplate('crds.yaml', documentsOf('crds.yaml').join('---\n'), [labels, keep])
  const [header = '', ...documents] = text.split(/(?<=-}}\n)/)
  return `${header}{{- if .Values.crds.enabled }}\n${documents.join('')}{{- end }}\n`
}

/** The template of the admission policies. */
export function renderPoliciesTemplate(): string {
  return toTemplate('policies.yaml', documentsOf('policies.yaml').join('---\n'), [
    labels,
    [
      'system:serviceaccount:metacontroller:metacontroller',
      'system:serviceaccount:{{ .Values.metacontroller.namespace }}:' +
        '{{ .Values.metacontroller.serviceAccount }}'
    ]
  ])
}

/** The template of the CompositeControllers. */
export function renderControllersTemplate(): string {
  const name = 'composite-controllers.yaml'
  const text = changed(documentsOf(name).join('---\n'), endpointConfigs)
  return toTemplate(name, text, [
    labels,
    deletable,
    [
      'gateway-orchestrator.gateway-orchestrator.svc:8080',
      '{{ include "gateway-orchestrator.host" . }}'
    ],
    ['gateway.k8s.aws/v1beta1', 'gateway.k8s.aws/{{ .Values.loadBalancerController.apiVersion }}']
  ])
}

/** The template of all ClusterRoles and their binding. */
export function renderRolesTemplate(): string {
  const documents = documentsOf('hooks.yaml').filter(text => /^kind: ClusterRole/m.test(text))
  const text = documents.map(document =>
    document.includes('name: gateway-orchestrator-metacontroller')
      ? `{{- if .Values.metacontroller.createRole }}\n---\n${document}{{- end }}\n`
      : `---\n${document}`
  )
  return toTemplate('hooks.yaml', changed(text.join(''), secretsRule), [
    labels,
    ['name: gateway-orchestrator-', 'name: {{ include "gateway-orchestrator.fullname" . }}-'],
    [
      /(?:^ {4}rbac.authorization.k8s.io\/aggregate-to-.*\n)+/gm,
      '    {{- if .Values.rbac.aggregate }}\n$&    {{- end }}\n'
    ],
    [
      /name: metacontroller\n {4}namespace: metacontroller\n/,
      'name: {{ .Values.metacontroller.serviceAccount }}\n' +
        '    namespace: {{ .Values.metacontroller.namespace }}\n'
    ]
  ])
}

/** The documents of a file, each with a line feed at its end. */
function documentsOf(name: string): string[] {
  return readFileSync(new URL(name, folder), 'utf8').split(/^---\n/m)
}

/** A template from the text of a file: without comments, and with all replacements made. */
function toTemplate(name: string, text: string, replacements: readonly Replacement[]): string {
  const source = `metacontroller/${name}`
  const header = `{{- /* Generated from ${source} by \`npm run generate\`. Do not edit. */ -}}\n`
  const lines = text.split(/(?<=\n)/).filter(line => !/^\s*#(?: |$)/.test(line.trimEnd()))
  return header + replacements.reduce(changed, lines.join(''))
}

/** @throws if the replacement changes nothing, because the manifests have changed */
function changed(text: string, [manifests, chart]: Replacement): string {
  const after =
    typeof manifests === 'string'
      ? text.replaceAll(manifests, () => chart)
      : text.replace(manifests, chart)
  if (after === text) throw new Error(`metacontroller/ no longer has: ${manifests}`)
  return after
}
