import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { UsageError } from '../../../../simulator/demo/arguments.ts'
import { addGeneratedRequests } from '../../../../simulator/demo/input/generate-requests.ts'
import { addMissing, readInput, shortenGrace } from '../../../../simulator/demo/input/input.ts'
import { generatedLabel, poolsAmong } from '../../../../simulator/demo/kinds.ts'
import { pool, request } from '../objects.ts'

const requestYAML = `apiVersion: gateway-orchestrator.io/v1alpha1
kind: GatewayHostnameRequest
metadata: {name: mine, namespace: mine}
spec: {hostname: mine.apps.example.com}
`

function fileIn(t: Tap, text: string): string {
  const file = join(t.testdir(), 'mine.yaml')
  writeFileSync(file, text)
  return file
}

type Tap = { testdir: () => string }

t.test('without files, the examples, which need nothing added', async t => {
  const { objects, notes } = addMissing(readInput([]))
  t.ok(objects.length > 10)
  t.same(notes, [])
  t.equal(objects[0]?.kind, 'Namespace', 'what others need comes first')
})

t.test(
  'a file without a pool gets the pool of the examples, and what is missing; both are said',
  async t => {
    const { objects, notes } = addMissing(readInput([fileIn(t, requestYAML)]))
    t.same(
      objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      [
        'Namespace edge',
        'Namespace mine',
        'GatewayClass alb',
        'GatewayPool default',
        'GatewayHostnameRequest mine'
      ]
    )
    t.match(
      notes.join('\n'),
      /examples\/02-pool\.yaml[\s\S]*GatewayClass alb, Namespace edge, Namespace mine/
    )
  }
)

t.test('a pool with a mistake is a pool: no other takes its place', async t => {
  const mistyped = `apiVersion: gateway-orchestrator.io/v1alpha1
kind: GatewayPool
metadata: {name: mine}
spec: {domains: [{name: apps.example.com, zoneID: Z1}]}
`
  const { objects, notes } = readInput([fileIn(t, `${mistyped}---\n${requestYAML}`)])
  t.same(
    objects.map(({ kind }) => kind),
    ['GatewayPool', 'GatewayHostnameRequest']
  )
  t.same(notes, [])
})

t.test('what cannot be read is a usage error that names the file', async t => {
  const unreadable = [
    ['nowhere.yaml', /no such file: nowhere\.yaml/],
    [fileIn(t, 'a: [1'), /mine\.yaml/]
  ] as const
  for (const [file, problem] of unreadable) {
    const error = t.throws(() => readInput([file]), { message: problem })
    t.ok(error instanceof UsageError)
  }
})

t.test('a file with nothing for the hooks is a usage error', async t => {
  const file = fileIn(t, 'apiVersion: v1\nkind: Namespace\nmetadata: {name: mine}\n')
  t.throws(() => readInput([file]), {
    message: /no GatewayHostnameRequest and no GatewayPool in .*mine\.yaml/
  })
})

t.test('the release grace is shortened, never lengthened', async t => {
  for (const [given, limit, expected, said] of [
    [undefined, 2, 2, true],
    [300, 2, 2, true],
    [1, 2, 1, false],
    [300, undefined, 300, false]
  ] as const) {
    const before = pool(given === undefined ? {} : { releaseGraceSeconds: given })
    const { objects, notes } = shortenGrace({ objects: [before], notes: [] }, limit)
    t.equal(poolsAmong(objects)[0]?.spec.releaseGraceSeconds, expected)
    t.equal(notes.length > 0, said)
  }
})

const open = { name: 'apps.example.com', hostedZoneID: 'Z1', namespaces: { from: 'All' } } as const
const closed = {
  name: 'pay.example.com',
  hostedZoneID: 'Z2',
  namespaces: { from: 'Selector' }
} as const

t.test(
  'generated requests are spread over ten namespaces, and the limits raised to fit',
  async t => {
    const before = pool({ domains: [closed, open], capacity: { maxGateways: 2 } })
    const { objects, notes } = addGeneratedRequests({ objects: [before], notes: [] }, 1000)
    const made = objects.filter(({ metadata }) => metadata.labels?.[generatedLabel] !== undefined)
    t.equal(new Set(made.map(({ spec }) => spec?.hostname)).size, 1000)
    t.ok(made.every(({ spec }) => String(spec?.hostname).endsWith('.apps.example.com')))
    t.equal(new Set(made.map(({ metadata }) => metadata.namespace)).size, 10)
    const [after] = poolsAmong(objects)
    t.equal(after?.spec.capacity?.maxGateways, 40)
    t.match(after?.spec.domains, [closed, { ...open, maxHostnamesPerNamespace: 100 }])
    t.match(
      notes.join('\n'),
      /maxGateways 2 → 40[\s\S]*maxHostnamesPerNamespace of apps.example.com 50 → 100/
    )
  }
)

t.test(
  'generated requests keep out of the way of a wildcard, unless that is refused anyway',
  async t => {
    const other = { ...open, name: 'other.example.com' }
    const domain = (expected?: string) => {
      const wildcard = request('shop', '*.apps.example.com', expected)
      const { objects } = addGeneratedRequests(
        { objects: [pool({ domains: [open, other] }), wildcard], notes: [] },
        1
      )
      return objects.at(-1)?.spec?.hostname
    }
    t.equal(domain(), 'app-0001.other.example.com')
    t.equal(domain('WildcardNotAllowed'), 'app-0001.apps.example.com')
  }
)

t.test('what cannot be generated is a usage error', async t => {
  const add = (domains: Parameters<typeof pool>[0], count: number) => () =>
    addGeneratedRequests({ objects: [pool(domains)], notes: [] }, count)
  t.throws(add({ domains: [closed] }, 1), { message: /needs a GatewayPool .*\{from: All\}/ })
  t.throws(add({ domains: [open], capacity: { maxHostnamesPerGateway: 10 } }, 1001), {
    message: /at most 1000/
  })
})

t.test(
  'a kind or version of our group that does not exist is a mistake, and no reason to go without',
  async t => {
    for (const [from, to] of [
      ['v1alpha1', 'v1'],
      ['GatewayHostnameRequest', 'HostnameRequest']
    ] as const) {
      const file = fileIn(t, `${requestYAML}---\n${requestYAML.replace(from, to)}`)
      t.throws(() => readInput([file]), {
        name: 'UsageError',
        message: /no matches for kind .*v1alpha1 has .*GatewayHostnameRequest/
      })
    }
  }
)
