import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { kinds, toCrd } from '../../scripts/crds.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../simulator/api-store/validation.ts'
import { readChartFile } from '../charts/chart.ts'

const folder = new URL('../../examples/gitops/', import.meta.url)
const isValid = new Ajv().compile(JSON.parse(readChartFile('values.schema.json')))
const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
) as { version: string }

/** The objects of a file of examples/gitops. */
function read(path: string): Record<string, JsonObject & Record<string, unknown>> {
  const documents = parseAllDocuments(readFileSync(new URL(path, folder), 'utf8'))
  const objects = documents.map(document => document.toJS() as JsonObject & { kind: string })
  return Object.fromEntries(objects.map(object => [object.kind, object]))
}

t.test('Argo CD: the chart gets its two values, and a token that stays', async t => {
  const text = readFileSync(new URL('argo-cd/application.yaml', folder), 'utf8')
  const [chart, hostnames] = parseAllDocuments(text).map(document => document.toJS())
  const { source, syncPolicy } = chart.spec
  t.equal(source.targetRevision, version)
  t.ok(isValid(source.helm.valuesObject), 'the values are valid', { errors: isValid.errors })
  t.match(source.helm.valuesObject, {
    clusterID: /./,
    region: /./,
    hookToken: { existingSecret: /./ }
  })
  t.ok(syncPolicy.syncOptions.includes('ServerSideApply=true'))
  const options = hostnames.spec.syncPolicy.syncOptions
  t.ok(options.includes('PrunePropagationPolicy=background'), 'foreground would be refused')
})

t.test('Flux: the chart gets its two values, and is never uninstalled by a check', async t => {
  const { HelmRelease, OCIRepository, Kustomization } = read('flux/helm-release.yaml')
  const { spec } = HelmRelease as { spec: { values: object; install: object; upgrade: object } }
  t.match(OCIRepository, { spec: { ref: { tag: version } } })
  t.ok(isValid(spec.values), 'the values are valid', { errors: isValid.errors })
  t.match(spec.values, { clusterID: /./, region: /./ })
  for (const part of [spec.install, spec.upgrade])
    t.match(part, { strategy: { name: 'RetryOnFailure' } })
  t.match(Kustomization, { spec: { wait: true, timeout: '15m' } })
})

for (const path of ['argo-cd/hostnames.yaml', 'flux/hostnames.yaml'])
  t.test(`the hostnames of ${path} are valid, and no tool prunes the pool`, async t => {
    const objects = read(path)
    t.strictSame(Object.keys(objects), ['GatewayPool', 'GatewayHostnameRequest'])
    for (const [kind, object] of Object.entries(objects)) {
      const found = kinds.find(candidate => candidate.kind === kind)
      if (found === undefined) throw new Error(`${kind} is none of our kinds`)
      const crd = toCrd(found) as unknown as CustomResourceDefinition
      t.strictSame(validateAgainstCrd(crd, object), [], kind)
    }
    t.match(
      JSON.stringify(objects.GatewayPool),
      /Prune=false|"prune":"disabled"|prune": ?"disabled/
    )
  })
