import fc from 'fast-check'
import t from 'tap'
import { hostnameRequestKind } from '../../../hooks/api/gateway-hostname-request.ts'
import { renderRoute, routeName } from '../../../hooks/hostname-request/route.ts'
import { syncHostnameRequest } from '../../../hooks/hostname-request/sync.ts'
import { MissingGroup } from '../../../hooks/wire/groups.ts'
import { toCrd } from '../../../scripts/crds.ts'
import { validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import {
  aClaim,
  aDenial,
  allDone,
  aRequest,
  aSync,
  created,
  now,
  route,
  summary
} from './builders.ts'

const at = { now }
const withRoute = aRequest({ route })
const observed = {
  ...renderRoute(withRoute, aClaim(), [], 'gateway.networking.k8s.io/v1')[0],
  status: {}
}
const child = { ...observed, metadata: { ...observed.metadata, uid: 'r1' } } as never

t.test('the route is there while the claim is ours', async t => {
  const names = (sync: ReturnType<typeof aSync>) =>
    syncHostnameRequest(sync, at).children.map(c => c.metadata.name)
  const theirs = aClaim({ requestRef: { namespace: 'b', name: 'b', uid: 'b' } })
  t.same(names(aSync(withRoute, { claim: aClaim() })), [routeName(withRoute)])
  t.same(names(aSync(withRoute)), [])
  t.same(
    names(aSync(withRoute, { claim: theirs, routes: [child] })),
    [],
    'the name is lost, and so is the route'
  )
  t.same(names(aSync(aRequest(), { claim: aClaim(), routes: [child] })), [], 'no longer wanted')
})

t.test(
  'an older CompositeController, and groups that are not sent yet, change nothing',
  async t => {
    const request = aRequest({ route: { ...route, healthCheckPath: '/health' } })
    const sync = aSync(request, { claim: aClaim({ targetType: 'instance' }) })
    t.same(
      syncHostnameRequest(sync, at).children.map(({ kind }) => kind),
      ['HTTPRoute']
    )
  }
)

t.test('a route to a Service with IPv6 stays while its claim has no target', t => {
  const spec = { ipFamilies: ['IPv4', 'IPv6'], ports: [{ port: 80 }] }
  const metadata = { namespace: 'shop', name: 'shop' }
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec }
  const children = (alias?: unknown) => {
    const claim = aClaim({}, { ...allDone, CertificateAttached: 'False SchemeMismatch' })
    const status = { ...claim.status, alias } as never
    const sync = aSync(withRoute, { claim: { ...claim, status }, routes: [child] })
    const related = { ...sync.related, 'Service.v1': { 'shop/shop': service } } as never
    return syncHostnameRequest({ ...sync, related }, at).children.map(({ kind }) => kind)
  }
  t.same(children({ target: 'a.example', recordTypes: ['A', 'AAAA'] }), ['HTTPRoute'])
  t.same(children({ target: 'a.example', recordTypes: ['A'] }), [], 'it was never reachable')
  t.same(children({ recordTypes: 'AAAA' }), [], 'a status that was edited by hand')
  t.same(children(), [], 'no load balancer was ever known')
  t.end()
})

t.test('what cannot be read takes no child away', async t => {
  const kept = [{ ...observed, status: undefined }]
  const broken = { ...withRoute, spec: { hostname: 'Not.Lower' } as never }
  const invalid = syncHostnameRequest(aSync(broken, { claim: aClaim(), routes: [child] }), at)
  t.equal(summary(invalid.status, 'Accepted'), 'False Invalid')
  t.match(invalid.status.conditions?.[0]?.message, /lower case/)
  t.match(invalid.children, kept)
  t.equal(invalid.resyncAfterSeconds, undefined)
  const claim = { ...aClaim(), spec: {} as never }
  t.match(syncHostnameRequest(aSync(withRoute, { claim, routes: [child] }), at).children, kept)
})

t.test('a request on its way or Ready asks again, one that is refused rests', async t => {
  const asks = (parts: Parameters<typeof aSync>[1]) =>
    syncHostnameRequest(aSync(aRequest(), parts), at).resyncAfterSeconds
  t.type(asks({}), 'number')
  t.type(asks({ claim: aClaim() }), 'number')
  t.type(asks({ claim: aClaim({ requestRef: { namespace: 'b', name: 'b', uid: 'b' } }) }), 'number')
  t.type(asks({ claim: aClaim({}, allDone) }), 'number', 'it has just become Ready')
  const { status } = syncHostnameRequest(aSync(aRequest(), { claim: aClaim({}, allDone) }), at)
  const ready = { ...aRequest(), status }
  const again = syncHostnameRequest(aSync(ready, { claim: aClaim({}, allDone) }), at)
  t.type(again.resyncAfterSeconds, 'number', 'its claim may be Ready no more, and its event lost')
  t.equal(asks({ denial: aDenial('PoolFull') }), undefined)
})

t.test('a new request says nothing until its pool has usually answered', async t => {
  const synced = (seconds: number, parts: Parameters<typeof aSync>[1] = {}) =>
    syncHostnameRequest(aSync(aRequest(), parts), { now: created + seconds * 1000 })
  t.match(synced(0), { status: { conditions: undefined }, resyncAfterSeconds: 10 })
  t.match(synced(9.9), { status: { conditions: undefined }, resyncAfterSeconds: 1 })
  t.equal(summary(synced(10).status, 'Accepted'), 'Unknown WaitingForPool')
  t.equal(summary(synced(1, { claim: aClaim() }).status, 'Accepted'), 'True Accepted')
  t.equal(summary(synced(1, { denial: aDenial('PoolFull') }).status, 'Ready'), 'False PoolFull')
  const theirs = aClaim({ requestRef: { namespace: 'b', name: 'b', uid: 'b' } })
  t.equal(summary(synced(1, { claim: theirs }).status, 'Claimed'), 'False HostnameTaken')
  const told = { ...aRequest(), status: synced(10).status }
  const again = syncHostnameRequest(aSync(told), { now: created + 5000 })
  t.equal(summary(again.status, 'Accepted'), 'Unknown WaitingForPool', 'what was said stays said')
  const alive = (seconds: number) =>
    syncHostnameRequest(aSync(aRequest()), {
      now: created + seconds * 1000,
      isPoolAlive: () => true
    })
  const { resyncAfterSeconds = 0 } = alive(0)
  t.ok(resyncAfterSeconds >= 330 && resyncAfterSeconds < 450, `${resyncAfterSeconds} s`)
  t.match(alive(329), {
    status: { conditions: undefined },
    resyncAfterSeconds: resyncAfterSeconds - 329
  })
  t.equal(summary(alive(330).status, 'Accepted'), 'Unknown WaitingForPool')
})

t.test('requests under way ask again after 300 to 419 s, each at its own time', async t => {
  const delays = new Set<number | undefined>()
  for (let i = 0; i < 2000; i++) {
    const request = aRequest()
    request.metadata.uid = `uid-${i}`
    const claim = aClaim({ requestRef: { namespace: 'shop', name: 'shop', uid: `uid-${i}` } })
    delays.add(syncHostnameRequest(aSync(request, { claim }), at).resyncAfterSeconds)
  }
  t.same(
    [...delays].sort(),
    Array.from({ length: 120 }, (_, i) => 300 + i)
  )
})

for (const [pool, isPoolAlive, usual, spread, patience] of [
  ['pool that nobody knows', false, 10, 0, 60],
  ['pool that is alive', true, 330, 120, 300]
] as const) {
  t.test(`that a ${pool} gives no answer is said soon after ${patience} s`, async t => {
    for (let i = 0; i < 200; i++) {
      const { told, said, delays } = timeOfNoAnswer(`uid-${i}`, isPoolAlive)
      if (told < usual || told > usual + spread + 1)
        t.fail(`uid-${i} is told to wait after ${told} s`)
      if (said < 10 + patience || said > told + patience + 15)
        t.fail(`uid-${i} says so after ${said} s`)
      if (delays.some(delay => delay < 1 || delay > 450))
        t.fail(`uid-${i} asks again after ${delays}`)
      if (delays.length > 3) t.fail(`uid-${i} asks ${delays.length} times`)
    }
    const times = Array.from(
      { length: 200 },
      (_, i) => timeOfNoAnswer(`uid-${i}`, isPoolAlive).said
    )
    t.ok(new Set(times).size >= 10, 'each at its own time')
  })
}

/**
 * Lives with a request that no pool answers. @returns the seconds after which it is first told
 * something, and after which it says so, and how it asked again
 */
function timeOfNoAnswer(
  uid: string,
  isPoolAlive: boolean
): { told: number; said: number; delays: number[] } {
  const request = aRequest()
  request.metadata.uid = uid
  const delays: number[] = []
  let told = Number.POSITIVE_INFINITY
  for (let time = created + 300; ; time += (delays.at(-1) ?? 0) * 1000) {
    const context = { now: time, isPoolAlive: () => isPoolAlive }
    const { status, resyncAfterSeconds = 0 } = syncHostnameRequest(aSync(request), context)
    request.status = status
    const seconds = (time - created) / 1000
    if (status.conditions !== undefined) told = Math.min(told, seconds)
    if (summary(status, 'Ready') === 'False NoAnswerFromPool')
      return { told, said: seconds, delays }
    if (resyncAfterSeconds <= 0) throw new Error('it rests')
    delays.push(resyncAfterSeconds)
  }
}

t.test('an absent group is an error, never an empty list', async t => {
  const whole = aSync(aRequest())
  const { 'DomainClaim.gateway-orchestrator.io/v1alpha1': _claims, ...withoutClaims } =
    whole.related
  const { 'HostnameDenial.gateway-orchestrator.io/v1alpha1': _denials, ...withoutDenials } =
    whole.related
  const controller = { ...whole.controller, spec: { ...whole.controller.spec, childResources: [] } }
  for (const [missing, sync] of [
    ['claims', { ...whole, related: withoutClaims }],
    ['denials', { ...whole, related: withoutDenials }],
    ['routes', { ...whole, children: {} }],
    ['the rule for routes', { ...whole, controller }]
  ] as const) {
    t.throws(() => syncHostnameRequest(sync, at), MissingGroup, missing)
  }
})

t.test(
  'whatever the request, its claim and its denial say: no exception, and a status that the ' +
    'CRD takes',
  async t => {
    const crd = JSON.parse(JSON.stringify(toCrd(hostnameRequestKind)))
    const junk = fc.oneof(fc.jsonValue(), fc.constant(undefined))
    const conditions = fc.record({
      conditions: fc.array(
        fc.record({
          type: fc.constantFrom('CertificateRequested', 'Ready'),
          status: junk,
          reason: junk,
          message: junk
        })
      )
    })
    const property = fc.property(
      junk,
      fc.oneof(junk, conditions),
      junk,
      junk,
      (spec, status, denied, routeStatus) => {
        const parent = { ...withRoute, status: status as never }
        const claim = { ...aClaim(), status: status as never }
        const denial = { ...aDenial('PoolFull'), spec: denied as never }
        const routes = [{ ...(child as object), status: routeStatus } as never]
        const answer = syncHostnameRequest(aSync(parent, { claim, denial, routes }), at)
        syncHostnameRequest(
          aSync(
            { ...parent, spec: spec as never },
            { claim: { ...claim, spec: spec as never }, denial, routes }
          ),
          at
        )
        const problems = validateAgainstCrd(
          crd,
          JSON.parse(JSON.stringify({ ...withRoute, status: answer.status }))
        )
        if (problems.length > 0) throw new Error(problems.join('\n'))
      }
    )
    t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }))
  }
)
