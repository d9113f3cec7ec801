import { readFileSync } from 'node:fs'
import t from 'tap'
import { readConfig } from '../../hooks/config.ts'
import { readDocuments } from '../helpers/upstream-crds.ts'

type Rule = { apiGroups: string[]; resources: string[]; verbs: string[] }
type Container = {
  image: string
  envFrom: unknown
  ports: { name: string; containerPort: number }[]
  readinessProbe: { httpGet: { path: string; port: string } }
  livenessProbe: { httpGet: { path: string; port: string } }
  securityContext: unknown
}
type Manifest = {
  kind: string
  metadata: { name: string; namespace?: string }
  rules?: Rule[]
  roleRef?: { name: string }
  spec?: {
    template?: {
      metadata: { labels: object }
      spec: { containers: Container[]; securityContext: unknown }
    }
    selector?: object
    ports?: { port: number; targetPort: string }[]
    hooks?: Record<string, { webhook: { url: string } }>
    parentResource?: { apiVersion: string; resource: string }
    childResources?: { apiVersion: string; resource: string }[]
  }
}

const folder = new URL('../../metacontroller/', import.meta.url)
const manifests = readDocuments<Manifest>(new URL('hooks.yaml', folder))
const controllers = readDocuments<Manifest>(new URL('composite-controllers.yaml', folder))
const byKind = (kind: string) => manifests.filter(manifest => manifest.kind === kind)
const rules =
  byKind('ClusterRole').find(({ metadata }) => metadata.name.endsWith('-metacontroller'))?.rules ??
  []
const container = byKind('Deployment')[0]?.spec?.template?.spec.containers[0]

function may(verb: string, apiVersion: string, resource: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : ''
  return rules.some(
    r => r.verbs.includes(verb) && r.apiGroups.includes(group) && r.resources.includes(resource)
  )
}

t.test(
  'Metacontroller may do what each controller asks of it, and has no right on everything',
  async t => {
    for (const { spec } of controllers) {
      const { apiVersion, resource } = spec?.parentResource ?? { apiVersion: '', resource: '' }
      for (const verb of ['get', 'list', 'watch'])
        t.ok(may(verb, apiVersion, resource), `${verb} ${resource}`)
      const hasFinalizer = spec?.hooks?.finalize !== undefined
      t.equal(may('update', apiVersion, resource), hasFinalizer, `finalizer of ${resource}`)
      t.ok(may('update', apiVersion, `${resource}/status`), `status of ${resource}`)
      t.equal(
        may('update', apiVersion, `${resource}/finalizers`),
        spec?.childResources !== undefined,
        `${resource} as owners that block deletion`
      )
      for (const child of spec?.childResources ?? []) {
        for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']) {
          t.ok(may(verb, child.apiVersion, child.resource), `${verb} ${child.resource}`)
        }
      }
    }
    t.ok(may('watch', 'gateway-orchestrator.io/v1alpha1', 'hostnamedenials'))
    t.ok(may('watch', 'v1', 'namespaces'))
    t.notOk(rules.some(rule => [...rule.apiGroups, ...rule.resources, ...rule.verbs].includes('*')))
    t.notOk(may('get', 'v1', 'secrets'), 'only where a token is used')
  }
)

t.test('the webhooks lead to the Service, and the Service to the hooks', async t => {
  const service = byKind('Service')[0]
  const { name, namespace } = service?.metadata ?? {}
  const host = `${name}.${namespace}.svc:${service?.spec?.ports?.[0]?.port}`
  for (const { webhook } of controllers.flatMap(({ spec }) => Object.values(spec?.hooks ?? {}))) {
    t.equal(new URL(webhook.url).host, host)
  }
  t.match(byKind('Deployment')[0]?.spec?.template?.metadata.labels, service?.spec?.selector)
  t.match(container?.ports[0], {
    name: service?.spec?.ports?.[0]?.targetPort,
    containerPort: defaultPort()
  })
  t.same(container?.readinessProbe.httpGet, { path: '/readyz', port: 'http' })
  t.same(container?.livenessProbe.httpGet, { path: '/healthz', port: 'http' })
})

t.test('the hooks run without rights', async t => {
  const pod = byKind('Deployment')[0]?.spec?.template?.spec
  t.match(pod, { automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } })
  t.match(container?.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true
  })
  t.match(container?.securityContext, { capabilities: { drop: ['ALL'] } })
})

t.test('the image is of this version, and what it must be told has no default', async t => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  )
  t.equal(container?.image, `gateway-orchestrator:${version}`)
  t.same(container?.envFrom, [{ configMapRef: { name: 'gateway-orchestrator' } }])
  t.notOk(manifests.some(({ kind }) => kind === 'ConfigMap'))
  const words = readFileSync(new URL('hooks.yaml', folder), 'utf8')
  for (const variable of requiredVariables()) t.match(words, `--from-literal=${variable}=`)
})

t.test('everything namespaced is in the namespace that is made', async t => {
  const namespace = byKind('Namespace')[0]?.metadata.name
  for (const { kind, metadata } of manifests) {
    if (['ServiceAccount', 'Deployment', 'Service', 'NetworkPolicy'].includes(kind)) {
      t.equal(metadata.namespace, namespace, kind)
    }
  }
})

function defaultPort(): number {
  return readConfig({ CLUSTER_ID: 'a', AWS_REGION: 'eu-central-1' }).port
}

/** The variables without a default. */
function requiredVariables(): string[] {
  try {
    readConfig({})
    return []
  } catch (error) {
    return String(error).match(/[A-Z_]{3,}(?= is required)/g) ?? []
  }
}
