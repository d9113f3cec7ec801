import t from 'tap'
import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { routeName } from '../../../hooks/hostname-request/route.ts'
import { syncHostnameRequest } from '../../../hooks/hostname-request/sync.ts'
import { aClaim, allDone, aRequest, aSync, now, route, summary } from './builders.ts'

const version = 'gateway.k8s.aws/v1beta1'
const group = `TargetGroupConfiguration.${version}`

function aConfiguration(name: string, service: string, created: string): KubernetesObject {
  return {
    apiVersion: version,
    kind: 'TargetGroupConfiguration',
    metadata: { name, namespace: 'shop', uid: name, creationTimestamp: created },
    spec: { targetReference: { kind: 'Service', name: service }, defaultConfiguration: {} }
  }
}

const named = (objects: readonly KubernetesObject[]) =>
  Object.fromEntries(objects.map(object => [`shop/${object.metadata.name}`, object]))

type Parts = {
  claim?: DomainClaim
  own?: readonly KubernetesObject[]
  others?: readonly KubernetesObject[]
  services?: readonly KubernetesObject[]
}

/** Syncs a request whose CompositeController lists TargetGroupConfigurations. */
function synced(request: HostnameRequest, parts: Parts) {
  const { claim = aClaim({}, allDone), own = [], others, services = [] } = parts
  const sync = aSync(request, { claim })
  sync.controller.spec.childResources?.push({
    apiVersion: version,
    resource: 'targetgroupconfigurations'
  })
  sync.children[group] = named(own)
  sync.related['Service.v1'] = named(services)
  if (others !== undefined) sync.related[group] = named([...own, ...others])
  const { status, children } = syncHostnameRequest(sync, { now })
  const configurations = children.filter(({ kind }) => kind === 'TargetGroupConfiguration')
  const targets = configurations.map(
    ({ spec }) => (spec as { targetReference: { name: string } }).targetReference.name
  )
  const hasRoute = children.some(({ kind }) => kind === 'HTTPRoute')
  return { targets, hasRoute, accepted: summary(status, 'RouteAccepted') }
}

const checked = aRequest({ route: { ...route, healthCheckPath: '/health' } })
const early = '2026-01-01T00:00:00Z'
const late = '2026-02-01T00:00:00Z'
const ownOf = (service: string) => aConfiguration(routeName(checked), service, early)

t.test('a request that changes its Service takes over no configuration of the other', async t => {
  const others = [aConfiguration('theirs', 'shop', late)]
  const { targets, accepted } = synced(checked, { own: [ownOf('former')], others })
  t.notOk(targets.includes('shop'), 'theirs was for the Service first')
  t.equal(accepted, 'False TargetGroupConfigured')
  t.strictSame(synced(checked, { own: [ownOf('former')], others: [] }).targets, ['shop'])
})

t.test('without a path, the Service is left to a configuration of the team', async t => {
  const others = [aConfiguration('theirs', 'shop', late)]
  const own = ownOf('shop')
  const first = synced(aRequest({ route }), { own: [own], others })
  t.strictSame(first.targets, [own.metadata.name], 'it names the Service no more')
  const second = synced(aRequest({ route }), { own: [ownOf(own.metadata.name)], others })
  t.strictSame(second.targets, [], 'and then nothing keeps it')
  t.strictSame(synced(aRequest({ route }), { own: [own], others: [] }).targets, ['shop'])
})

t.test('without spec.route, the finalizer does not keep the configuration', async t => {
  const own = ownOf('shop')
  t.strictSame(synced(aRequest(), { own: [own], others: [] }).targets, [own.metadata.name])
  t.strictSame(synced(aRequest(), { own: [ownOf(own.metadata.name)], others: [] }).targets, [])
})

t.test('no configuration is made while those of the team are not known', async t => {
  t.strictSame(synced(checked, {}).targets, [])
  t.strictSame(synced(checked, { others: [] }).targets, ['shop'])
  t.strictSame(synced(checked, { own: [ownOf('shop')] }).targets, ['shop'], 'one that is there')
})

t.test('a route to IPv6 stays while the target of the claim is missing', async t => {
  const spec = { ports: [{ port: 80 }], ipFamilies: ['IPv4', 'IPv6'] }
  const service = { apiVersion: 'v1', kind: 'Service', metadata: {}, spec } as never
  const services = [{ ...(service as object), metadata: { name: 'shop', namespace: 'shop' } }]
  const given = { services: services as never, others: [] }
  const alias = (recordTypes: unknown) => {
    const claim = aClaim({}, allDone)
    return { ...claim, status: { ...claim.status, alias: { recordTypes } } } as DomainClaim
  }
  const hasRoute = (claim: DomainClaim) => synced(aRequest({ route }), { ...given, claim }).hasRoute
  t.equal(hasRoute(alias(['A', 'AAAA'])), true)
  t.equal(hasRoute(alias(['A'])), false)
  t.equal(hasRoute(alias('AAAA')), false, 'a status may be of any type')
  t.equal(hasRoute(aClaim({}, allDone)), false, 'nothing is known')
})
