import t from 'tap'
import { createApiStore } from '../../../simulator/api-store/api-store.ts'
import type { CustomResourceDefinition } from '../../../simulator/api-store/schema.ts'
import { projectFolder, readManifests } from '../../../simulator/cluster/manifests.ts'
import { upstreamKinds } from '../../../simulator/cluster/upstream-kinds.ts'
import { applyAll } from '../../../simulator/demo/apply.ts'
import { requestKind } from '../../../simulator/demo/kinds.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { pool, request } from './objects.ts'

function createStore() {
  const crds = readManifests([projectFolder('metacontroller/crds.yaml')]) as unknown as CustomResourceDefinition[]
  return createApiStore({ crds: [...crds, ...upstreamKinds('')], clock: createVirtualClock() })
}

const names = (objects: readonly { kind: string }[]) => objects.map(({ kind }) => kind)

t.test('each object ends up in the API, refused in its words, or skipped as of an unknown kind', async t => {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: {} }
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } }
  const store = createStore()
  const good = request('default', 'shop.example.com')
  const bad = { ...request('default', 'SHOP.example.com', 'Invalid'), metadata: { name: 'bad' } }
  const applied = applyAll(store, [service, deployment, good, bad, pool({})])
  t.same(names(applied.refs), ['Service', 'GatewayHostnameRequest'])
  t.same(applied.requests, [good])
  t.match(applied.refused, [
    { namespace: 'default', name: 'bad', reason: 'Invalid', message: /a hostname is labels of/ }
  ])
  t.same(applied.skipped, ['Deployment web'])
  t.match(applied.problems, [/GatewayPool/], 'a pool without domains')
})

t.test('what names no namespace is for default, as with kubectl', async t => {
  const store = createStore()
  applyAll(store, [{ ...requestKind, metadata: { name: 'web' }, spec: { hostname: 'shop.example.com' } }])
  t.ok(store.get({ ...requestKind, namespace: 'default', name: 'web' }))
})
