import { readdirSync } from 'node:fs'
import t from 'tap'
import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import { isReason } from '../../hooks/conditions/reasons.ts'
import { domainFinder } from '../../hooks/hostname/domains.ts'
import { kinds, toCrd } from '../../scripts/crds.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../simulator/api-store/validation.ts'
import { loadUpstreamCrds, readDocuments, skipWithoutUpstream } from '../helpers/upstream-crds.ts'

type Example = {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> }
  spec: { hostname: string; poolName?: string }
}

const folder = new URL('../../examples/', import.meta.url)
const files = readdirSync(folder).filter(file => file.endsWith('.yaml'))
const examples = files.flatMap(file => readDocuments<Example>(new URL(file, folder)))
const ourCrds = kinds.map(
  kind => JSON.parse(JSON.stringify(toCrd(kind))) as CustomResourceDefinition
)
const requests = examples.filter(({ kind }) => kind === 'GatewayHostnameRequest')
const pools = examples.filter(({ kind }) => kind === 'GatewayPool') as unknown as GatewayPool[]

t.test('the examples are valid against our CRDs, but for the one that is not', async t => {
  const ours = examples.filter(({ apiVersion }) =>
    apiVersion.startsWith('gateway-orchestrator.io/')
  )
  t.ok(ours.length >= 8)
  for (const example of ours) {
    const problems = problemsOf(ourCrds, example)
    const name = `${example.kind} ${example.metadata.name}`
    if (expectation(example) === 'Invalid') t.match(problems.join(), /a hostname .*labels of/, name)
    else t.same(problems, [], name)
  }
})

t.test('the GatewayClass is valid upstream', { skip: skipWithoutUpstream }, async t => {
  const crds = loadUpstreamCrds()
  const theirs = examples.filter(({ apiVersion }) =>
    apiVersion.startsWith('gateway.networking.k8s.io/')
  )
  t.ok(theirs.length > 0)
  for (const example of theirs)
    t.same(problemsOf(crds, example), [], `${example.kind} ${example.metadata.name}`)
})

t.test('they show what they are there to show', async t => {
  t.equal(pools.length, 1)
  t.ok(pools[0]?.spec.domains.some(({ namespaces }) => namespaces.from === 'Selector'))
  t.equal(
    new Set(pools[0]?.spec.domains.map(domain => domain.hostedZoneID)).size,
    pools[0]?.spec.domains.length
  )
  t.same([...new Set(requests.map(({ metadata }) => metadata.namespace))].sort(), ['blog', 'shop'])
  t.ok(requests.some(({ spec }) => spec.hostname.startsWith('*.') && 'poolName' in spec === false))
  t.ok(requests.some(({ spec }) => 'route' in spec))
  const hostnames = requests.map(({ spec }) => spec.hostname)
  t.same(
    hostnames.filter((name, i) => hostnames.indexOf(name) !== i),
    ['shop.apps.example.com'],
    'one name is contested'
  )
})

t.test('what must be refused says so, in a reason that exists', async t => {
  const expected = requests.map(expectation).filter(reason => reason !== undefined)
  t.ok(expected.every(isReason))
  t.same([...expected].sort(), [
    'ApexNotAllowed',
    'DomainNotAllowed',
    'HostnameTaken',
    'Invalid',
    'NamespaceNotAllowed',
    'WildcardNotAllowed'
  ])
  for (const { spec, metadata } of requests.filter(request => expectation(request) === undefined)) {
    t.ok(
      domainFinder(pools[0]?.spec.domains ?? [])(spec.hostname),
      `${metadata.name} is in a domain of the pool`
    )
  }
})

t.test('every namespace that is used is there, and made before it is used', async t => {
  const made = new Set<string>()
  for (const { kind, metadata } of examples) {
    if (kind === 'Namespace') made.add(metadata.name)
    else if (metadata.namespace !== undefined)
      t.ok(made.has(metadata.namespace), `${kind} ${metadata.name}`)
  }
})

function expectation({ metadata }: Example): string | undefined {
  return metadata.annotations?.['gateway-orchestrator.io/demo-expect']
}

function problemsOf(crds: readonly CustomResourceDefinition[], example: Example): string[] {
  const crd = crds.find(({ spec }) => spec.names.kind === example.kind)
  if (crd === undefined) throw new Error(`no CRD for ${example.kind}`)
  return validateAgainstCrd(crd, example)
}
