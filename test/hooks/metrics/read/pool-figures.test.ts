import t from 'tap'
import type { GatewayPool } from '../../../../hooks/api/gateway-pool.ts'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { poolFigures } from '../../../../hooks/metrics/read/pool-figures.ts'
import type { SyncRequest } from '../../../../hooks/wire/metacontroller.ts'

const apiVersion = 'gateway-orchestrator.io/v1alpha1'
const [created, changed, now] = ['01', '20', '21'].map(day => Date.parse(`2026-01-${day}T00:00Z`))
const timeOf = (time = 0) => new Date(time).toISOString()

/** A request with this Ready, and its claim, which is new. */
function sync(ready: object | undefined, ...more: object[]): SyncRequest<GatewayPool> {
  const request: KubernetesObject = {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name: 'shop', namespace: 'a', uid: 'u', creationTimestamp: timeOf(created) },
    spec: { hostname: 'shop.example.com' },
    ...(ready && { status: { conditions: [{ type: 'Ready', ...ready }, ...more] } })
  }
  const claim: KubernetesObject = {
    apiVersion,
    kind: 'DomainClaim',
    metadata: { name: 'shop.example.com', uid: 'c' },
    spec: { hostname: 'shop.example.com', requestRef: { uid: 'u' } },
    status: {}
  }
  return {
    parent: { apiVersion, kind: 'GatewayPool', metadata: { name: 'default', uid: 'p' }, spec: {} },
    children: { [`DomainClaim.${apiVersion}`]: { shop: claim } },
    related: { [`GatewayHostnameRequest.${apiVersion}`]: { 'a/shop': request } },
    finalizing: false
  } as unknown as SyncRequest<GatewayPool>
}

const waits = { status: 'False', reason: 'DomainNotAllowed', lastTransitionTime: timeOf(changed) }
const cases = [
  ['it was Ready until now, and its claim is new', waits, waits.reason, changed],
  ['it has no condition yet', undefined, '', created],
  [
    'the time of its condition is none',
    { ...waits, lastTransitionTime: 'x' },
    waits.reason,
    created
  ]
] as const

for (const [what, ready, reason, since] of cases)
  t.test(`since when a request is not Ready: ${what}`, async t => {
    const { notReadySince } = poolFigures(sync(ready), {}, now ?? 0)
    t.strictSame([...notReadySince], [[reason, since]])
  })

const ready = (status: string, at: number | undefined, reason = 'WaitingForACM') => ({
  status,
  reason,
  lastTransitionTime: timeOf(at)
})
const summary = (type: string, at: number | undefined) => ({ type, ...ready('True', at) })
const later = Date.parse('2026-01-21T00:00Z')

t.test('a wait goes on when Ready changes from Unknown to False, also after a restart', async t => {
  const after = sync(ready('False', later), summary('Reconciling', changed))
  t.strictSame([...poolFigures(after, {}, later).notReadySince], [['WaitingForACM', changed]])
})

t.test('a wait goes on when the next reason is one that a person has to end', async t => {
  const before = poolFigures(
    sync(ready('Unknown', changed), summary('Reconciling', changed)),
    {},
    later
  )
  const stalled = sync(ready('False', later, 'CAAForbids'), summary('Stalled', later))
  const figures = poolFigures(stalled, {}, later, before.waits)
  t.strictSame([...figures.waits], [['u', changed]])
  t.strictSame([...figures.notReadySince.values()], [changed])
  const again = sync(ready('Unknown', later + 1), summary('Reconciling', later + 1))
  const flipped = poolFigures(again, {}, later + 1, figures.waits)
  t.strictSame([...flipped.notReadySince.values()], [changed], 'and on, however often it changes')
})

t.test('a wait ends when the request is Ready, and the next one is new', async t => {
  const waiting = poolFigures(sync(ready('False', changed)), {}, later)
  const ended = poolFigures(sync(ready('True', later, 'Ready')), {}, later, waiting.waits)
  t.strictSame([...ended.waits], [])
  const again = poolFigures(sync(ready('False', later)), {}, later, ended.waits)
  t.strictSame([...again.notReadySince.values()], [later])
})

t.test('without a status it is not known what is held back', async t => {
  const heldBackIn = (status: unknown) => poolFigures(sync(undefined), status, later).heldBack
  t.equal(heldBackIn(undefined), undefined)
  const conditions = [{ type: 'Ready', ...ready('True', changed) }]
  t.equal(heldBackIn({ conditions }), 0)
  t.equal(heldBackIn({ conditions, deletionBrake: { heldBack: 12 } }), 12)
})
