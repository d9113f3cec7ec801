import type { Test } from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { nameOf, untilReady, untilReason } from '../world/awaits.ts'
import type { Kubectl } from '../world/kubectl.ts'
import { makePlace, type Place } from '../world/place.ts'
import type { World } from '../world/world.ts'
import { attemptAll, type Target } from './attempts.ts'

const group = 'gateway-orchestrator.io'

/** The tenant has `edit` in its own namespace, and no role in the other one. */
type Parts = { place: Place; own: string; other: string }

/** Gives a role of Kubernetes in one namespace to a user. */
function binding(namespace: string, role: string, user: string): JsonObject {
  const api = 'rbac.authorization.k8s.io'
  return {
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name: `${user}-${role}`, namespace },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: api, kind: 'User', name: user }]
  }
}

/** With `edit` in a namespace a team has its requests there, and nothing else of ours. */
export async function tenants(t: Test, world: World): Promise<void> {
  const { admin, tenant, viewer } = world
  const place = await makePlace(world, 'tenants')
  const [own, other] = [await place.team('own'), await place.team('other')]
  await admin.apply(binding(own, 'edit', 'tenant'), binding(own, 'view', 'viewer'))
  await t.test('edit: all verbs on its own requests', t => ownRequests(t, tenant, place, own))
  await t.test('edit: nothing else', t => nothingElse(t, world, { place, own, other }))
  await t.test('view: reads its requests only', async t => {
    t.equal((await viewer.get('ghr', '-n', own)).length, 1, 'lists')
    await untilReady(viewer, place.request(own, 'shop'))
    await refused(t, viewer, ['delete', 'ghr', '-n', own, 'shop'])
    await refused(t, viewer, ['get', 'ghr', '-n', other])
  })
}

async function ownRequests(t: Test, tenant: Kubectl, place: Place, own: string): Promise<void> {
  const request = place.request(own, 'shop')
  await tenant.run(['create', '-f', '-'], [request])
  await untilReady(tenant, request)
  await tenant.run(['label', ...nameOf(request), 'team=shop'])
  const [live] = await tenant.get(...nameOf(request))
  await tenant.run(['replace', '-f', '-'], live === undefined ? [] : [live])
  await tenant.run(['create', '-f', '-'], [place.request(own, 'second')])
  await tenant.run(['delete', 'ghr', '-n', own, 'second'])
  await tenant.run(['create', '-f', '-'], [place.request(own, 'third')])
  const path = `/apis/${group}/v1alpha1/namespaces/${own}/gatewayhostnamerequests`
  await tenant.run(['delete', '--raw', path])
  await tenant.run(['wait', 'ghr', '--all', '-n', own, '--for=delete', '--timeout=60s'])
  await tenant.run(['create', '-f', '-'], [request])
  await untilReady(tenant, request)
  t.pass('create, get, list, watch, update, patch, delete, deletecollection')
}

/** Everything of ours in the place but the tenant's requests, as what it would be replaced by. */
async function othersObjects(
  { admin }: World,
  { place, other }: Parts
): Promise<readonly Target[]> {
  const ours = `/apis/${group}/v1alpha1`
  const edge = `namespaces/${place.edge}`
  const denial = (await admin.get('hostnamedenials'))[0]?.metadata.name ?? ''
  const [gateway] = await admin.get('gateways', '-n', place.edge)
  const name = gateway?.metadata.name ?? ''
  const named: readonly (readonly [kind: string, name: string, list: string])[] = [
    ['DomainClaim', place.hostname('shop'), `${ours}/domainclaims`],
    ['HostnameDenial', denial, `${ours}/hostnamedenials`],
    ['GatewayPool', place.pool, `${ours}/gatewaypools`],
    ['GatewayHostnameRequest', 'shop', `${ours}/namespaces/${other}/gatewayhostnamerequests`],
    ['Gateway', name, `/apis/gateway.networking.k8s.io/v1/${edge}/gateways`],
    ['HTTPRoute', name, `/apis/gateway.networking.k8s.io/v1/${edge}/httproutes`],
    [
      'LoadBalancerConfiguration',
      name,
      `/apis/gateway.k8s.aws/v1beta1/${edge}/loadbalancerconfigurations`
    ]
  ]
  return named.map(([kind, name, list]) => {
    const apiVersion = list.split('/').slice(2, 4).join('/')
    return { list, name, object: { apiVersion, kind, metadata: { name }, spec: {} } }
  })
}

async function nothingElse(t: Test, world: World, parts: Parts): Promise<void> {
  const { tenant, admin } = world
  const { place, own, other } = parts
  const refusedRequest = place.request(other, 'shop')
  await admin.apply(refusedRequest)
  await untilReason(admin, refusedRequest, 'HostnameTaken')
  for (const target of await othersObjects(world, parts)) await attemptAll(t, world, target)
  const ready = '{"status":{"conditions":[]}}'
  const status = ['--subresource=status', '--type=merge', '-p', ready]
  await refused(t, tenant, ['patch', 'ghr', '-n', own, 'shop', ...status])
  await untilReady(admin, place.request(own, 'shop'))
}

/** Asserts that RBAC refuses a command. */
async function refused(
  t: Test,
  kubectl: Kubectl,
  args: readonly string[],
  objects: readonly object[] = []
): Promise<void> {
  const { status, stderr } = await kubectl.try(args, objects)
  t.not(status, 0, `kubectl ${args.join(' ')} is refused`)
  t.match(stderr, 'Forbidden', 'by RBAC')
}
