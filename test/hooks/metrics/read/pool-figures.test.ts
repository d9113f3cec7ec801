import t from 'tap'
import type { GatewayPool } from '../../../../hooks/api/gateway-pool.ts'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { poolFigures } from '../../../../hooks/metrics/read/pool-figures.ts'
import type { SyncRequest } from '../../../../hooks/wire/metacontroller.ts'

const apiVersion = 'gateway-orchestrator.io/v1alpha1'
const [created, changed, now] = ['01', '20', '21'].map(day => Date.parse(`2026-01-${day}T00:00Z`))
const timeOf = (time = 0) => new Date(time).toISOString()

/** A request with this Ready, and its claim, which is new. */
function sync(ready: object | undefined): SyncRequest<GatewayPool> {
  const request: KubernetesObject = {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name: 'shop', namespace: 'a', uid: 'u', creationTimestamp: timeOf(created) },
    spec: { hostname: 'shop.example.com' },
    ...(ready && { status: { conditions: [{ type: 'Ready', ...ready }] } })
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
