import t from 'tap'
import { parse } from 'yaml'
import { readConfig } from '../../hooks/config.ts'
import { chartSettings } from '../../scripts/chart/values.ts'
import { skipWithoutUpstream } from '../helpers/upstream-crds.ts'
import {
  findProgram,
  helmVersions,
  lint,
  type Manifest,
  parseManifests,
  readChartFile,
  runProgram,
  template,
  valueSets,
  valuesOf
} from './chart.ts'
import { findOpenAPI, writeSchemas } from './kubernetes-schemas.ts'

const kubeconform = await findProgram('kubeconform')
const openAPI = findOpenAPI()
const withoutSchemas =
  openAPI === undefined && 'Go has not downloaded k8s.io/kubernetes, which has the schemas'
const schemas = openAPI === undefined ? '' : writeSchemas(t.testdir(), openAPI)
/** The Prometheus Operator is none of the projects in UPSTREAM_CRDS. */
const skippedKinds = 'ServiceMonitor,PodMonitor,PrometheusRule'

/** Checks manifests by the schemas of their kinds. @returns what kubeconform found */
async function conform(manifests: string): Promise<{ status: number | string; found: string }> {
  const args = ['-strict', '-summary', '-skip', skippedKinds, '-schema-location', schemas, '-']
  const { status, stdout, stderr } = await runProgram(kubeconform.path, args, manifests)
  return { status, found: stdout + stderr }
}

for (const version of helmVersions) {
  const helm = await findProgram(version)
  for (const set of valueSets) {
    t.test(`${version} lints and renders the values ${set}`, { skip: helm.skip }, async t => {
      const linted = await lint(helm.path, valuesOf(set))
      t.equal(linted.status, 0, linted.stdout + linted.stderr)
      t.notMatch(linted.stdout, /WARNING|ERROR/)
      const { status, stdout, stderr } = await template(helm.path, valuesOf(set))
      t.equal(status, 0, stderr)
      t.equal(stderr, '', 'there is no warning')
      t.ok(parseManifests(stdout).length > 20)
      const skip = kubeconform.skip || withoutSchemas || skipWithoutUpstream
      await t.test('kubeconform', { skip }, async t => {
        const { status, found } = await conform(stdout)
        t.equal(status, 0, found)
        t.match(found, /Valid: \d{2,}, Invalid: 0, Errors: 0/)
      })
    })
  }
}

const helm = await findProgram('helm-4')
const skipConform = helm.skip || kubeconform.skip || withoutSchemas || skipWithoutUpstream

t.test('a mistake in a rendered object is found', { skip: skipConform }, async t => {
  const { stdout } = await template(helm.path, valuesOf('least'))
  for (const [field, wrong] of [
    ['automountServiceAccountToken', 'automountServiceAcountToken'],
    ['ignoreStatusChanges', 'ignoreStatusChange'],
    ['replicas: 1', 'replicas: one'],
    ['paramKind', 'parameterKind']
  ] as const) {
    t.match(stdout, field)
    const { status, found } = await conform(stdout.replace(field, wrong))
    t.not(status, 0, wrong)
    t.match(found, /Invalid: 1/, wrong)
  }
})

t.test('no object names the hooks but those that lead to them', { skip: helm.skip }, async t => {
  const { stdout } = await template(helm.path, valuesOf('least'))
  const objects = parseManifests(stdout)
  const label = 'app.kubernetes.io/name'
  for (const object of objects) {
    const { kind, metadata } = object
    const labels = kind === 'Pod' ? metadata.labels : podOf(object)?.metadata.labels
    if (labels !== undefined && kind !== 'Deployment')
      t.not(labels[label], 'gateway-orchestrator', `${kind} ${metadata.name} is not in the Service`)
  }
  t.ok(objects.some(({ kind }) => kind === 'Job'))
})

for (const set of valueSets)
  t.test(`the hooks take the environment of the values ${set}`, { skip: helm.skip }, async t => {
    const { stdout } = await template(helm.path, valuesOf(set))
    const deployment = parseManifests(stdout).find(({ kind }) => kind === 'Deployment')
    const { containers = [] } = podOf(deployment)?.spec ?? {}
    const entries = containers.flatMap(({ env }) => env).map(e => [e.name, e.value])
    const env = Object.fromEntries(entries) as Record<string, string>
    if (env.HOOK_TOKEN_FILE !== undefined)
      env.HOOK_TOKEN_FILE = `${t.testdir({ token: 'secret' })}/token`
    t.equal(env.EVENTS, 'true')
    const config = readConfig(env)
    t.equal(config.host, '0.0.0.0', 'Metacontroller reaches them')
    const values = parse(readChartFile(`ci/${set}-values.yaml`)) as Record<string, unknown>
    for (const [name] of chartSettings)
      if (name in values) t.strictSame(config[name as keyof typeof config], values[name], name)
  })

t.test('events have a token, and one right, of their own', { skip: helm.skip }, async t => {
  const objects = async (...args: string[]) =>
    parseManifests((await template(helm.path, [...valuesOf('least'), ...args])).stdout)
  const least = await objects()
  const role = least.find(({ metadata }) => metadata.name.endsWith('-events'))
  t.match(role, { rules: [{ apiGroups: ['events.k8s.io'], verbs: ['create', 'patch'] }] })
  const deployment = least.find(({ kind }) => kind === 'Deployment')
  t.match(podOf(deployment)?.spec, {
    automountServiceAccountToken: false,
    volumes: [{}, { projected: { sources: [{ serviceAccountToken: { path: 'token' } }, {}] } }]
  })
  const without = JSON.stringify(await objects('--set', 'events.enabled=false'))
  t.notMatch(without, /-events|serviceAccountToken":|"EVENTS"/)
})

type Pod = {
  metadata: Manifest['metadata']
  spec: { containers?: { env: { name: string; value: string }[] }[] }
}

/** The pod that an object makes; `undefined` if it makes none. */
function podOf(object: Manifest | undefined): Pod | undefined {
  return ((object?.spec ?? {}) as { template?: Pod }).template
}
