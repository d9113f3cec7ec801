import t, { type Test } from 'tap'
import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { capacityOf, capacityTable } from '../../hooks/commands/hostnames/capacity.ts'
import { findHostname } from '../../hooks/commands/hostnames/find-request.ts'
import { holdersOf, holdersText } from '../../hooks/commands/hostnames/holders.ts'
import { observeHostname } from '../../hooks/commands/hostnames/observe-hostname.ts'
import {
  observeCapacity,
  observeClaims,
  observeRoutes
} from '../../hooks/commands/hostnames/observe-views.ts'
import { type TreeNode, treeOf, treeText } from '../../hooks/commands/hostnames/tree.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { readerOfAll } from '../helpers/hostname-world.ts'
import { serveWorld } from '../helpers/world-server.ts'
import { hasProgram } from '../hooks/commands/cluster/api-server.ts'
import { runCLI } from '../hooks/service.ts'

/** `shop/web` is Ready with a route, `rival/late` waits for the same hostname. */
async function contested(t: Test): Promise<FlowWorld> {
  const world = createFlowWorld()
  t.teardown(() => world.stop())
  const metadata = { namespace: 'shop', name: 'web' }
  const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } }
  const route = { backendRef: { name: 'web', port: 80 }, pathPrefixes: ['/', '/a'] }
  world.apply(
    ...aPlatform({ capacity: { maxHostnamesPerGateway: 3 } }, { wildcardHostnames: 'Allow' }),
    aNamespace('shop'),
    aNamespace('rival'),
    service as unknown as KubeObject,
    aRequest('shop', 'web', hostname, { route })
  )
  t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
  world.apply(aRequest('rival', 'late', hostname), aRequest('shop', 'all', '*.apps.example.com'))
  t.ok(await world.until(() => world.ready('rival', 'late') === 'False HostnameTaken', 60))
  t.ok(await world.untilReady('shop', 'all'), world.ready('shop', 'all'))
  return world
}

const listed = (world: FlowWorld, kind: string) =>
  world.list(kind) as unknown as readonly ReadObject[]

function linesOf({ kind, name, children }: TreeNode): string[] {
  return [`${kind} ${name}`, ...children.flatMap(linesOf)]
}

t.test('tree has everything of a hostname that is in Kubernetes and in AWS', async t => {
  const world = await contested(t)
  const reader = readerOfAll(world)
  const found = await findHostname(reader, { name: 'web', namespace: 'shop' })
  const routes = await observeRoutes(reader, 'shop')
  const tree = treeOf({ ...(await observeHostname(reader, found)), routes })
  const lines = linesOf(tree).join('\n')
  const [certificate] = world.cloud.certificates.list().filter(({ domain }) => domain === hostname)
  t.ok(certificate)
  t.match(lines, `ACM certificate ${certificate?.arn}`)
  const ofHostname = world.cloud.zones
    .records('Z0APPS')
    .map(({ name, type }) => ({ name: name.replace(/\.$/, ''), type }))
    .filter(({ name }) => name.endsWith(`.${hostname}`) || name === hostname)
  t.equal(ofHostname.length, 4)
  for (const { name, type } of ofHostname)
    t.match(lines, new RegExp(`${type} record ${name.replaceAll('.', '\\.')}`), `${type} ${name}`)
  t.match(lines, 'HTTPRoute shop/')
  t.match(lines, 'Service web')
  t.match(lines, /load balancer .*elb\.amazonaws\.com/)
  t.match(tree, { kind: 'GatewayHostnameRequest', name: 'shop/web', state: 'Ready' })
  const text = treeText(tree, plainScreen())
  t.match(text, /^├─ DomainClaim web\.apps\.example\.com {2}Ready$/m)
  t.match(text, /^│ {2}├─ ACM certificate \S+ {2}ISSUED$/m)
})

t.test('who: the holder, overlaps of others, and who waits', async t => {
  const world = await contested(t)
  const now = new Date(world.clock.now()).toISOString()
  const holders = (name: string) =>
    holdersOf(
      name,
      { claims: listed(world, 'DomainClaim') },
      listed(world, 'GatewayHostnameRequest')
    )
  t.match(holders(hostname), {
    holder: { request: 'shop/web', pool: 'default' },
    overlapping: [{ hostname: '*.apps.example.com', request: 'shop/all' }],
    waiting: [{ request: 'rival/late', reason: 'HostnameTaken' }]
  })
  const text = holdersText(holders(hostname), plainScreen(), now)
  t.match(text, /^web\.apps\.example\.com is held by request shop\/web \(pool default\) for /)
  t.match(text, /^ {2}rival\/late \(pool default\), for .*: HostnameTaken$/m)
  t.strictSame(holders('free.example.org'), {
    hostname: 'free.example.org',
    overlapping: [],
    waiting: []
  })
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  await world.clock.advance(30_000)
  t.match(holdersText(holders(hostname), plainScreen(), now), 'until the grace of the pool ends')
})

t.test('pools: hostnames, certificates and rules of each load balancer', async t => {
  const world = await contested(t)
  const capacity = capacityOf({
    pools: listed(world, 'GatewayPool'),
    configurations: listed(world, 'LoadBalancerConfiguration'),
    routes: listed(world, 'HTTPRoute')
  })
  const [pool] = capacity
  t.match(pool, { pool: 'default', hostnames: 2, waiting: 0, maxHostnamesPerGateway: 3 })
  const [gateway] = pool?.gateways ?? []
  const loadBalancer = world.cluster.loadBalancers.loadBalancerOf({
    namespace: 'edge',
    name: 'default-1'
  })
  t.ok(loadBalancer)
  // Two matches of the team's route, the redirect to HTTPS, and the route of the keeper.
  t.match(gateway, { name: 'default-1', ready: true, hostnames: 2, certificates: 2, rules: 4 })
  t.match(capacityTable(capacity), /^ +default-1 +2\/3 +2\/3 +4\/100 +True$/m)
  const blind = capacityOf({
    pools: listed(world, 'GatewayPool'),
    configurations: undefined,
    routes: undefined
  })
  t.match(capacityTable(blind), /\?\/3 +\?\/100/, 'what was not read is no number')
  const fresh = capacityOf({
    pools: [{ metadata: { name: 'new' }, spec: { capacity: { maxGateways: 2 } } }],
    configurations: [],
    routes: []
  })
  t.match(capacityTable(fresh), /^new +0\/2 +\? \(\+\?, \? free\) +Unknown$/m)
})

t.test('what could not be read is never told as absent', async t => {
  const world = await contested(t)
  const claims = '/apis/gateway-orchestrator.io/v1alpha1/domainclaims'
  const routes = '/apis/gateway.networking.k8s.io/v1'
  const deny = (...paths: readonly string[]) =>
    readerOfAll(
      world,
      paths.map(path => ({ path, kind: 'denied', message: `${path} is forbidden` }))
    )
  const own = `${claims}/${hostname}`
  await t.rejects(observeClaims(deny(claims, own), hostname), {
    message: /^Who holds it is not known/
  })
  const seen = await observeClaims(deny(claims), hostname)
  t.equal(seen.claims.length, 1)
  const text = holdersText(holdersOf(hostname, seen, []), plainScreen(), '2026-01-01T00:00:00Z')
  t.match(text, 'is held by request shop/web')
  t.match(text.replaceAll('\n', ' '), 'overlaps it is not known')

  const half = capacityOf(await observeCapacity(deny(`${routes}/grpcroutes`)))
  t.match(capacityTable(half), /^ +default-1 +2\/3 +2\/3 +\?\/100/m, 'half of the routes')
  const reader = deny(own, `${routes}/namespaces/shop/httproutes`)
  const found = await findHostname(reader, { name: 'web', namespace: 'shop' })
  const sources = await observeHostname(reader, found)
  const tree = treeText(
    treeOf({ ...sources, routes: await observeRoutes(reader, 'shop') }),
    plainScreen()
  )
  t.match(tree, /DomainClaim web\.apps\.example\.com {2}not read/)
  t.match(tree, /HTTPRoute of this hostname {2}not read/)
  t.notMatch(tree, 'GRPCRoute', 'a kind that the cluster has, and no object of it')
})

const skip = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'

t.test('the commands, by kubectl', { skip }, async t => {
  const world = await contested(t)
  const env = await serveWorld(t, world)
  const tree = await runCLI(['tree', 'shop/web'], env)
  t.equal(tree.status, 0, tree.err)
  t.match(tree.out, 'HTTPRoute shop/')
  const who = await runCLI(['who', hostname, '-o', 'json'], env)
  t.match(JSON.parse(who.out), { holder: { request: 'shop/web' } })
  t.equal((await runCLI(['who', 'free.example.org'], env)).status, 5)
  t.match((await runCLI(['pools'], env)).out, /default-1 +2\/3 +2\/3 +4\/100/)
})
