import t from 'tap'
import { defined } from '../../hooks/defined.ts'
import type { ApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import {
  gatewayCases,
  grpcRouteCases,
  listenerSetCases,
  type PolicyCase,
  targetGroupCases
} from './policy-cases.ts'
import { aGuardedStore, metacontroller, refusalOf } from './policy-store.ts'

const place = { namespace: 'shop', edge: 'edge', gateway: 'default-1' }

/** Creates each object and removes it again, and expects the refusal. */
function tryAll(
  test: Pick<typeof t, 'equal' | 'ok'>,
  cases: readonly PolicyCase[],
  username?: string
): void {
  const store = aGuardedStore()
  for (const [given, object, expected] of cases) {
    const refusal = username === undefined ? expected : ''
    const said = refusalOf(store, object, username) ?? ''
    if (refusal === '') test.equal(said, '', given)
    else test.ok(said.includes(refusal), `${given}: ${said}`)
    if (said === '') remove(store, object as KubeObject)
  }
  store.close()
}

function remove(store: ApiStore, { apiVersion, kind, metadata }: KubeObject): void {
  const { namespace, name } = metadata
  store.delete({ apiVersion, kind, name, ...defined({ namespace }) })
}

t.test('a GRPCRoute to a Gateway of a pool has the bounds of an HTTPRoute', async t =>
  tryAll(t, grpcRouteCases(place))
)

t.test('nobody adds listeners to a Gateway of a pool', async t => {
  const cases = [...listenerSetCases(place), ...gatewayCases(place)]
  tryAll(t, cases)
  tryAll(t, cases, metacontroller)
})

t.test('a TargetGroupConfiguration that would stop a load balancer is refused', async t =>
  tryAll(t, targetGroupCases(place))
)

t.test('what is there already can get labels, and can be mended', async t => {
  const store = aGuardedStore()
  const [, set] = listenerSetCases(place)[0] ?? ['', {}]
  t.equal(refusalOf(store, set, metacontroller), undefined)
  const stored = store.list({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'ListenerSet' })[0]
  if (stored === undefined) throw new Error('no set')
  const metadata = { ...stored.metadata, labels: { team: 'shop' } }
  t.ok(store.update({ ...stored, metadata }))
  store.close()
})
