import t from 'tap'
import { fates, messageFor } from '../fates.ts'
import { type Domain, domain, pool, request } from '../fixtures.ts'
import { apply, settle, sync, type World, world } from '../world.ts'

const selector = { matchLabels: { pay: 'yes' } }
const restricted = { from: 'Selector', selector } as const
const open = domain({ name: 'example.com', wildcardHostnames: 'Allow', apexHostname: 'Allow' })
const pay = domain({ ...open, name: 'pay.example.com', namespaces: restricted })
const namespaces = { rogue: {}, payments: { pay: 'yes' } }

function asking(hostname: string, namespace: string, changes: Partial<World> = {}): World {
  const requests = [request(hostname, namespace)]
  return world({ pool: pool({ domains: [open, pay] }), namespaces, requests, ...changes })
}

/** The pool has `example.com` alone, and another pool has these domains. */
function beside(...domains: Domain[]): Partial<World> {
  return { pool: pool({ domains: [open] }), otherPools: [pool({ domains }, 'payments')] }
}

function acceptedOf(w: World) {
  return sync(w).status.conditions?.find(({ type }) => type === 'Accepted')
}

const deeper = { ...pay, name: 'till.eu.pay.example.com' }

for (const [given, hostname, changes, expected] of [
  ['over a domain of the pool', '*.example.com', {}, 'WildcardTooBroad'],
  ['over a domain of another pool', '*.example.com', beside(pay), 'WildcardTooBroad'],
  ['over a domain some labels deeper', '*.eu.example.com', beside(pay), 'claim'],
  ['over a domain at any depth', '*.pay.example.com', beside(deeper), 'WildcardTooBroad'],
  ['of the domain itself', '*.pay.example.com', beside(pay), 'NamespaceNotAllowed'],
  ['within the domain', '*.eu.pay.example.com', beside(pay), 'NamespaceNotAllowed'],
  [
    'over no restricted domain',
    '*.example.com',
    beside({ ...open, name: 'a.example.com' }),
    'claim'
  ],
  ['over a domain that another pool opens', '*.example.com', beside({ ...pay, ...open }), 'claim'],
  ['the apex of another pool’s domain', 'pay.example.com', beside(pay), 'NamespaceNotAllowed'],
  ['a name in another pool’s domain', 'a.b.pay.example.com', beside(pay), 'NamespaceNotAllowed'],
  ['a name beside the domain', 'repay.example.com', beside(pay), 'claim'],
  ['a name above the domain', 'example.com', beside(pay), 'claim']
] as const) {
  t.test(`who may use the domains: ${given}, ${hostname}`, async t => {
    t.strictSame(fates(asking(hostname, 'rogue', changes)), [expected])
    t.strictSame(fates(asking(hostname, 'payments', changes)), ['claim'], 'who may use it')
    t.strictSame(fates(asking(hostname, 'unknown', changes)), [expected], 'unknown namespace')
  })
}

t.test('a pool of the same domain opens it to those whom it admits', async t => {
  const both = {
    pool: pool({ domains: [open, pay] }),
    otherPools: [pool({ domains: [{ ...pay, namespaces: { from: 'All' } }] }, 'b')]
  }
  t.strictSame(fates(asking('*.example.com', 'rogue', both)), ['claim'])
  t.strictSame(fates(asking('pay.example.com', 'rogue', both)), ['NamespaceNotAllowed'])
})

t.test(
  'a namespace that may not use a domain gets nothing in it or above it, and is told why',
  async t => {
    const w = asking('*.example.com', 'rogue', beside(pay))
    const [wildcard] = w.requests
    t.equal(
      wildcard && messageFor(w, wildcard),
      '*.example.com would also answer for names in domains that namespace rogue may not use: ' +
        'pay.example.com (labels: pay=yes). Make one request for each hostname that you need, or ' +
        'ask the platform team to give the namespace the labels that the message names.'
    )
    const direct = asking('x.pay.example.com', 'rogue', beside(pay))
    t.match(
      direct.requests[0] && messageFor(direct, direct.requests[0]),
      new RegExp(
        '^x.pay.example.com is in pay.example.com, which pool payments restricts: namespace ' +
          'rogue may not use it. It needs the labels: pay=yes. Ask the platform team'
      )
    )
  }
)

t.test('what is held keeps answering, and the pool says what breaks the rule', async t => {
  const w = asking('*.example.com', 'rogue', { pool: pool({ domains: [open] }) })
  settle(w)
  t.equal(acceptedOf(w)?.status, 'True')
  w.otherPools = [pool({ domains: [pay] }, 'payments')]
  t.strictSame(fates(w), ['claim'])
  const { reason, message } = acceptedOf(w) ?? {}
  t.equal(reason, 'HostnamesNotAllowed')
  t.match(message, /keep working: \*\.example\.com of namespace rogue \(pay\.example\.com\)\. /)
  settle(w)
  t.equal(acceptedOf(w)?.message, message, 'the message stays the same')
  w.namespaces = { rogue: { pay: 'yes' } }
  t.equal(acceptedOf(w)?.status, 'True', 'the namespace got the label')
})

t.test('a single hostname of a namespace that lost its label is told too', async t => {
  const w = asking('x.pay.example.com', 'payments')
  settle(w)
  w.namespaces = { payments: {} }
  t.match(acceptedOf(w), {
    reason: 'HostnamesNotAllowed',
    message: /x\.pay\.example\.com of namespace payments/
  })
  w.namespaces = {}
  t.equal(acceptedOf(w)?.status, 'True', 'a namespace that the lists do not have is no evidence')
})

t.test('a request that is made again within the grace is judged by the rule of today', async t => {
  const w = asking('*.example.com', 'rogue', { pool: pool({ domains: [open] }) })
  settle(w)
  w.requests = []
  apply(w, sync(w))
  w.requests = [request('*.example.com', 'rogue')]
  w.otherPools = [pool({ domains: [pay] }, 'payments')]
  t.strictSame(fates(w), ['WildcardTooBroad'])
})

t.test('who may use the domain is told that the wildcard came first', async t => {
  const w = asking('*.example.com', 'rogue', { pool: pool({ domains: [open] }) })
  settle(w)
  w.pool = { ...pool({ domains: [open, pay] }), status: w.pool.status ?? {} }
  const late = request('pay.example.com', 'payments')
  w.requests.push(late)
  t.strictSame(fates(w), ['claim', 'HostnameOverlaps'])
  t.match(messageFor(w, late), /first come, first served.*platform team/)
})

t.test('while the other pools are unknown', async t => {
  const unknown = { pool: pool({ domains: [open] }), otherPools: undefined }
  t.strictSame(fates(asking('*.example.com', 'rogue', unknown)), ['OtherPoolsUnknown'])
  t.strictSame(fates(asking('a.example.com', 'rogue', unknown)), ['claim'], 'a single hostname')
  const w = asking('*.example.com', 'rogue', { pool: pool({ domains: [open] }) })
  settle(w)
  w.otherPools = undefined
  t.equal(acceptedOf(w)?.status, 'True')
  w.requests = [request('*.example.com', 'rogue')]
  t.strictSame(fates(w), ['claim'], 'a wildcard that is made again is not lost')
})

for (const spec of [undefined, null, 7, { domains: 7 }, { domains: [null, 7, { name: 7 }] }]) {
  t.test(`another pool with the spec ${JSON.stringify(spec)} harms nobody`, async t => {
    const broken = { ...pool({}, 'broken'), spec } as unknown as ReturnType<typeof pool>
    const w = asking('*.example.com', 'rogue', { ...beside(), otherPools: [broken] })
    t.strictSame(fates(w), ['claim'])
  })
}

t.test('a domain of another pool of which the namespaces cannot be read admits nobody', async t => {
  for (const namespaces of [
    undefined,
    { from: 'Selector' },
    { from: 'Selector', selector: 7 },
    { from: 'Selector', selector: { matchLabels: 7, matchExpressions: [null] } }
  ]) {
    const odd = { ...pay, namespaces } as unknown as Domain
    t.strictSame(fates(asking('*.example.com', 'payments', beside(odd))), ['WildcardTooBroad'])
  }
})
