import t from 'tap'
import { createApiStore } from '../../../../simulator/api-store/api-store.ts'
import type { CustomResourceDefinition } from '../../../../simulator/api-store/schema.ts'
import { projectFolder, readManifests } from '../../../../simulator/cluster/manifests.ts'
import { upstreamKinds } from '../../../../simulator/cluster/upstream-kinds.ts'
import { expectAnnotation, requestKind, routeKind } from '../../../../simulator/demo/kinds.ts'
import { applyAll, describeRefusals } from '../../../../simulator/demo/stages/apply.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { pool, request } from '../objects.ts'

function createStore() {
  const crds = readManifests([
    projectFolder('metacontroller/crds.yaml')
  ]) as unknown as CustomResourceDefinition[]
  return createApiStore({ crds: [...crds, ...upstreamKinds('')], clock: createVirtualClock() })
}

const names = (objects: readonly { kind: string }[]) => objects.map(({ kind }) => kind)

t.test(
  'each object ends up in the API, refused in its words, or skipped as of an unknown kind',
  async t => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: {} }
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }
    const store = createStore()
    const good = request('default', 'shop.example.com')
    const bad = { ...request('default', 'SHOP.example.com', 'Invalid'), metadata: { name: 'bad' } }
    const route = { ...routeKind, metadata: { name: 'web' }, spec: {} }
    const applied = applyAll(store, [service, deployment, good, bad, route])
    t.same(names(applied.refs), ['Service', 'GatewayHostnameRequest', 'HTTPRoute'])
    t.same(applied.requests, [good])
    t.match(applied.routes, [
      { kind: 'HTTPRoute', metadata: { name: 'web', namespace: 'default' } }
    ])
    const refusal = { namespace: 'default', name: 'bad', message: /a hostname .*labels of/ }
    t.match(applied.invalid, [{ ...refusal, reason: 'Invalid' }])
    t.match(applied.refused, [{ ...refusal, kind: 'GatewayHostnameRequest', isExpected: false }])
    t.same(applied.skipped, ['Deployment web'])
    t.equal(applied.isStopped, false)
  }
)

t.test(
  'after a refused pool only other pools are applied; all that is wrong with it is said',
  async t => {
    const mistyped = pool({ domains: [{ name: 'shop.example.com', zoneID: 'Z1' } as never] })
    const empty = { ...pool({}), metadata: { name: 'empty' } }
    const applied = applyAll(createStore(), [
      mistyped,
      empty,
      request('default', 'shop.example.com')
    ])
    t.equal(applied.isStopped, true)
    t.same(applied.refs, [])
    const [first, second, ...more] = describeRefusals(applied.refused)
    t.match(first, /^GatewayPool default was refused: .*unknown field "spec\.domains\[0\]\.zoneID"/)
    t.match(first, /spec\.domains\[0\]\.hostedZoneID: Required value/)
    t.match(first, /spec\.gatewayClassName: Required value/)
    t.match(second, /^GatewayPool empty was refused: .*spec\.domains/)
    t.same(more, [])
  }
)

t.test('a pool that is expected to be refused stops nothing', async t => {
  const annotations = { [expectAnnotation]: 'Invalid' }
  const refused = { ...pool({}), metadata: { name: 'bad', annotations } }
  const applied = applyAll(createStore(), [refused, request('default', 'shop.example.com')])
  t.equal(applied.isStopped, false)
  t.equal(applied.requests.length, 1)
  t.same(describeRefusals(applied.refused), [])
})

t.test('what names no namespace is for default, as with kubectl', async t => {
  const store = createStore()
  applyAll(store, [
    { ...requestKind, metadata: { name: 'web' }, spec: { hostname: 'shop.example.com' } }
  ])
  t.ok(store.get({ ...requestKind, namespace: 'default', name: 'web' }))
})
