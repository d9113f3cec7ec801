import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { asList, asObject, type KubeObject } from '../../../simulator/api-store/objects.ts'
import { type Condition, seeEvents } from '../../../simulator/load-balancer-controller/types.ts'
import { aNamespace, aPool, aRequest, aRoute } from '../../helpers/flow-objects.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { deletePool, read, untilField, untilGone, untilReady } from '../world/awaits.ts'
import { region } from '../world/install.ts'
import type { SeenBalancer, SeenListener } from '../world/moto-elb.ts'
import type { MotoWithBalancers } from '../world/moto-real.ts'
import type { World } from '../world/world.ts'

/** A pool and two teams on the real load balancer controller. */
export type Balanced = { world: World<MotoWithBalancers>; zoneID: string }

const [edge, team, other] = ['edge', 'team', 'other']
const service = { name: 'web', port: 80 }
const acceptedReason = '{.status.parents[0].conditions[?(@.type=="Accepted")].reason}'

const request = (label: string, spec = {}) =>
  aRequest(team, label, `${label}.lbc.test`, { poolName: 'lbc', ...spec })

/** Makes a pool, and namespaces with a Service. */
export async function createBalanced(world: World<MotoWithBalancers>): Promise<Balanced> {
  const { admin, cloud } = world
  const hostedZoneID = await cloud.createZone('lbc.test')
  const domain = { name: 'lbc.test', hostedZoneID }
  await admin.apply(...[edge, team, other].map(name => aNamespace(name)))
  await admin.apply(
    aPool('lbc', { region, releaseGraceSeconds: 5 }, domain),
    ...[team, other].map(aService)
  )
  return { world, zoneID: hostedZoneID }
}

function aService(namespace: string): object {
  const metadata = { namespace, name: service.name }
  const spec = { selector: { app: 'web' }, ports: [{ port: service.port, targetPort: 8080 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata, spec }
}

export async function firstHostname(t: Test, { world, zoneID }: Balanced): Promise<void> {
  const { admin, cloud } = world
  await untilField(
    admin,
    ['gatewayclass/alb'],
    '{.status.conditions[?(@.type=="Accepted")].status}=True'
  )
  t.pass('the real controller accepts the GatewayClass')
  await admin.apply(request('a'))
  await untilReady(admin, request('a'))
  const { balancer, https } = await onlyBalancer(cloud)
  const gateway = await onlyGateway(world)
  const conditions = conditionsOf(gateway.status)
  t.match(conditions.Accepted, { status: 'True', reason: 'Accepted' }, 'the Gateway is accepted')
  t.match(conditions.Programmed, { status: 'True', message: balancer.arn }, 'and programmed')
  const addresses = [{ type: 'Hostname', value: balancer.dnsName.toLowerCase() }]
  t.same(gateway.status?.addresses, addresses, 'its address is that of the load balancer')
  const listeners = asList(gateway.status?.listeners).map(asObject)
  t.equal(listeners.length, 3, 'the status has HTTP, the keeper and the hostname')
  for (const listener of listeners)
    t.match(
      conditionsOf(listener),
      { Accepted: { status: 'True' }, Programmed: { status: 'True' } },
      `the listener ${listener.name} is accepted and programmed`
    )
  t.equal(balancer.scheme, 'internet-facing', 'the scheme is that of the pool')
  t.equal(https.sslPolicy, 'ELBSecurityPolicy-TLS13-1-2-2021-06', 'so is the security policy')
  t.same(distinct(https), [await certificateOf(world, 'a')], 'the certificate is on HTTPS:443')
  const { records } = await cloud.inventory(zoneID)
  t.ok(records.includes('a.lbc.test. A'), 'an alias')
}

export async function routes(t: Test, { world }: Balanced): Promise<void> {
  const { admin, cloud } = world
  const { status } = await read(admin, 'ghr', '-n', team, 'a')
  const spec = (path: string) => ({
    parentRefs: [status?.parentRef],
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: path } }], backendRefs: [service] }]
  })
  await admin.apply(aRoute(team, 'own', spec('/own')), aRoute(other, 'foreign', spec('/foreign')))
  await untilField(admin, ['httproute/own', '-n', team], `${acceptedReason}=Accepted`)
  const refused = `${acceptedReason}=NotAllowedByListeners`
  await untilField(admin, ['httproute/foreign', '-n', other], refused)
  t.pass('the route of the owner is accepted, and the route of another namespace is not')
  const own = await waitUntil('a rule for the route', async () => {
    const { https } = await onlyBalancer(cloud)
    return https.rules.find(({ paths }) => paths.includes('/own'))
  })
  t.match(own, { hosts: ['a.lbc.test'], action: 'forward' }, 'the route of the owner has a rule')
  const { https } = await onlyBalancer(cloud)
  t.notOk(
    https.rules.some(({ paths }) => paths.some(path => path.startsWith('/foreign'))),
    'the route of another namespace has none'
  )
  t.equal((await cloud.targetGroups()).length, 1, 'the Service has a target group')
}

export async function secondHostname(t: Test, { world }: Balanced): Promise<void> {
  const { admin, cloud } = world
  const asked = request('b', { route: { backendRef: service } })
  await admin.apply(asked)
  await untilReady(admin, asked)
  const [first, second] = [await certificateOf(world, 'a'), await certificateOf(world, 'b')]
  const { https } = await onlyBalancer(cloud)
  t.same(distinct(https), [first, second].toSorted(), 'both certificates are on HTTPS:443')
  t.equal(https.certificates[0], first, 'the default certificate is still the first')
  const rule = https.rules.find(({ hosts }) => hosts.includes('b.lbc.test'))
  t.match(rule, { action: 'forward' }, 'the route of the request has a rule')
}

export async function blocked(t: Test, { world }: Balanced): Promise<void> {
  const { admin } = world
  const ready = (reason: string) =>
    `{.status.conditions[?(@.type=="GatewaysReady")].reason}=${reason}`
  await untilField(admin, ['gatewaypool/lbc'], ready('GatewaysReady'))
  // A Service without node port cannot have instances as targets.
  await admin.apply(targetGroups('instance'))
  await untilField(admin, ['gatewaypool/lbc'], ready('GatewayBlocked'))
  const { Accepted, Programmed } = conditionsOf((await onlyGateway(world)).status)
  const refused = { status: 'False', reason: 'Invalid', message: seeEvents }
  t.match(Accepted, refused, 'the real controller refuses, and does not say why')
  t.match(Programmed, { status: 'True' }, 'it leaves Programmed alone')
  const { status } = await read(admin, 'ghr', '-n', team, 'a')
  t.match(conditionsOf(status).Ready, { status: 'True' }, 'the hostname stays Ready')
  // As long as a route uses the Service, a deletion would change nothing.
  await admin.apply(targetGroups('ip'))
  await untilField(admin, ['gatewaypool/lbc'], ready('GatewaysReady'))
  t.pass('the pool says when the Gateway is blocked, and when it is not any more')
  await untilReady(admin, request('b'))
  await admin.run(['delete', 'targetgroupconfiguration', '-n', team, 'web', '--wait=false'])
}

function targetGroups(targetType: 'instance' | 'ip'): object {
  return {
    apiVersion: 'gateway.k8s.aws/v1beta1',
    kind: 'TargetGroupConfiguration',
    metadata: { namespace: team, name: 'web' },
    spec: {
      targetReference: { kind: 'Service', name: service.name },
      defaultConfiguration: { targetType }
    }
  }
}

type GatewayEvent = { reason: string; message: string; involvedObject: { name: string } }

/** What a Gateway says if AWS does not find its certificate. The Gateway is none of ours. */
export async function refusedByAWS(t: Test, { world }: Balanced): Promise<void> {
  const { admin } = world
  const metadata = { namespace: edge, name: 'own' }
  const arn = `arn:aws:acm:${region}:123456789012:certificate/none`
  const https = { protocolPort: 'HTTPS:443', defaultCertificate: arn }
  const kind = 'LoadBalancerConfiguration'
  const configuration = {
    apiVersion: 'gateway.k8s.aws/v1beta1',
    kind,
    metadata,
    spec: { scheme: 'internet-facing', listenerConfigurations: [https] }
  }
  const parametersRef = { group: 'gateway.k8s.aws', kind, name: metadata.name }
  const listeners = [{ name: 'own', port: 443, protocol: 'HTTPS', hostname: 'own.lbc.test' }]
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata,
    spec: { gatewayClassName: 'alb', infrastructure: { parametersRef }, listeners }
  }
  const parentRefs = [{ namespace: edge, name: 'own', sectionName: 'own' }]
  const route = aRoute(edge, 'own', { parentRefs, rules: [{}] })
  await admin.apply(configuration, gateway, route)
  const status = '{.status.conditions[?(@.type=="Accepted")].status}=False'
  await untilField(admin, ['gateway/own', '-n', edge], status)
  const { Accepted } = conditionsOf((await read(admin, 'gateway', '-n', edge, 'own')).status)
  t.equal(Accepted?.message, seeEvents, 'the condition does not name the certificate')
  const cause = /^Failed deploy model due to .*: CreateListener, .*CertificateNotFound/
  const events = await waitUntil('an event about the refusal', async () => {
    const all = (await admin.get('events', '-n', edge)) as unknown as readonly GatewayEvent[]
    const found = all.filter(({ involvedObject }) => involvedObject.name === metadata.name)
    const told = found.filter(({ reason }) => reason === 'FailedDeployModel')
    return told.length > 0 ? told : undefined
  })
  t.match(events[0], { message: cause }, 'an event has the error of AWS')
  await admin.run(['delete', 'httproute,gateway', '-n', edge, 'own', '--timeout=180s'])
  await admin.run(['delete', 'loadbalancerconfiguration', '-n', edge, 'own', '--timeout=60s'])
}

export async function oneHostnameLess(t: Test, { world, zoneID }: Balanced): Promise<void> {
  const { admin, cloud } = world
  const kept = await certificateOf(world, 'b')
  await admin.run(['delete', 'ghr', '-n', team, 'a'])
  await untilGone(admin, 'domainclaim/a.lbc.test')
  const { https } = await onlyBalancer(cloud)
  t.same(distinct(https), [kept], 'the other certificate is the default now')
  const { certificates, records } = await cloud.inventory(zoneID)
  t.same(certificates, ['b.lbc.test'], 'ACM has only the other certificate')
  t.notOk(records.includes('a.lbc.test. A'), 'the alias is gone')
  const b = await read(admin, 'ghr', '-n', team, 'b')
  t.match(conditionsOf(b.status).Ready, { status: 'True' }, 'the other hostname is Ready')
}

/**
 * The real controller looks at a configuration that is being deleted when it is changed, and else
 * later and later: nobody tells it that the Gateway is gone. A change makes it look at once.
 */
export async function configurationDeleted(t: Test, { world }: Balanced): Promise<void> {
  const { admin } = world
  const { metadata } = await onlyGateway(world)
  const configuration = [`loadbalancerconfiguration/${metadata.name}`, '-n', edge]
  const { uid } = (await read(admin, ...configuration)).metadata
  await admin.run(['delete', ...configuration, '--wait=false'])
  await untilField(
    admin,
    ['gatewaypool/lbc'],
    '{.status.conditions[?(@.type=="Ready")].reason}=ConfigurationDeleting'
  )
  // By now the controller has looked often, and waits for half a minute or longer.
  await sleep(45_000)
  await admin.run(['delete', 'gateway', metadata.name, '-n', edge, '--timeout=180s'])
  const began = Date.now()
  const told = '{.status.conditions[?(@.type=="Ready")].reason}=WaitingForGateway'
  await untilField(admin, ['gatewaypool/lbc'], told)
  await sleep(5_000)
  const [left] = await admin.get(...configuration, '--ignore-not-found')
  t.equal(left?.metadata.uid, uid, 'the configuration is still there')
  t.same(await admin.get('gateways', '-n', edge), [], 'and no Gateway refers to it')
  await admin.run(['annotate', ...configuration, 'example.com/look=now'])
  const isNew = async () => {
    const [found] = await admin.get(...configuration, '--ignore-not-found')
    return found !== undefined && found.metadata.uid !== uid
  }
  await waitUntil('another configuration', isNew)
  t.comment(`another configuration ${(Date.now() - began) / 1000} s after the Gateway was gone`)
  await untilReady(admin, request('b'))
  await untilField(
    admin,
    ['gatewaypool/lbc'],
    '{.status.conditions[?(@.type=="Ready")].status}=True'
  )
  t.not((await onlyGateway(world)).metadata.uid, metadata.uid, 'both are there again')
}

export async function emptied(t: Test, { world, zoneID }: Balanced): Promise<void> {
  const { admin, cloud } = world
  await admin.run(['delete', 'ghr', '--all', '-n', team])
  await untilGone(admin, 'domainclaims', '--all')
  await deletePool(admin, 'lbc', 180)
  for (const kind of ['gateways', 'loadbalancerconfigurations'])
    t.same(await admin.get(kind, '-n', edge), [], `no ${kind}`)
  t.same(await cloud.balancers(), [], 'no load balancer')
  t.same(await cloud.targetGroups(), [], 'no target group')
  const nothing = { certificates: [], records: [] }
  t.same(await cloud.inventory(zoneID), nothing, 'neither certificate nor record')
}

async function onlyBalancer(
  cloud: MotoWithBalancers
): Promise<{ balancer: SeenBalancer; https: SeenListener }> {
  const balancers = await cloud.balancers()
  const [balancer] = balancers
  const https = balancer?.listeners.find(({ port }) => port === '443')
  if (balancer === undefined || https === undefined || balancers.length > 1)
    throw new Error(`not one load balancer with HTTPS: ${JSON.stringify(balancers)}`)
  return { balancer, https }
}

async function onlyGateway({ admin }: World<MotoWithBalancers>): Promise<KubeObject> {
  const [gateway, ...more] = await admin.get('gateways', '-n', edge)
  if (gateway === undefined || more.length > 0) throw new Error('not one Gateway')
  return gateway
}

async function certificateOf({ admin }: World<MotoWithBalancers>, label: string): Promise<unknown> {
  return (await read(admin, 'ghr', '-n', team, label)).status?.certificateARN
}

function distinct({ certificates }: SeenListener): readonly string[] {
  return [...new Set(certificates)].toSorted()
}

function conditionsOf(status: unknown): Readonly<Record<string, Condition>> {
  const { conditions = [] } = asObject(status) as { conditions?: readonly Condition[] }
  return Object.fromEntries(conditions.map(condition => [condition.type, condition]))
}
