import t from 'tap'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** The request `shop/web` is Ready, and there is another namespace. */
function aReadyWorld(): Promise<FlowWorld> {
  return readyWeb([...aPlatform(), aNamespace('rival')])
}

const hasAlias = (world: FlowWorld) =>
  world.cloud.zones
    .records('Z0APPS')
    .some(({ type, name }) => type === 'A' && name === `${hostname}.`)
const hasListener = (world: FlowWorld) => listenersOf(world).some(l => l.hostname === hostname)

function listenersOf(world: FlowWorld) {
  const specs = world.list('Gateway').map(({ spec }) => spec as { listeners: Listener[] })
  return specs.flatMap(({ listeners }) => listeners)
}

type Listener = { hostname?: string }

const releasedAt = ({ spec }: KubeObject) => (spec as { releasedAt?: string }).releasedAt

t.test(
  'deleted and made again within the grace: no ACM call, no moment without alias and listener',
  async t => {
    const world = await aReadyWorld()
    const gaps: string[] = []
    world.cluster.store.watch(() => {
      if (!hasAlias(world)) gaps.push('alias')
      if (!hasListener(world)) gaps.push('listener')
    })
    world.cloud.calls.reset()
    const uid = world.request('shop', 'web')?.metadata.uid
    world.remove('GatewayHostnameRequest', 'web', 'shop')
    t.ok(
      await world.until(
        () => world.list('DomainClaim').some(claim => releasedAt(claim) !== undefined),
        60
      ),
      'released'
    )
    await world.clock.advance(120_000)
    world.apply(aRequest('shop', 'web', hostname))
    t.ok(await world.untilReady('shop', 'web', 60), 'Ready again within a minute')
    t.not(world.request('shop', 'web')?.metadata.uid, uid)
    const calls = Object.keys(world.cloud.calls.counts()).filter(name => !/^(List|Get)/.test(name))
    t.strictSame(calls, [], 'nothing was asked of AWS but what periodic looks ask')
    await world.clock.advance(3600_000)
    t.equal(world.ready('shop', 'web'), 'True Ready')
    t.equal(world.list('DomainClaim').map(releasedAt)[0], undefined)
    t.strictSame(gaps, [])
    const changes = Object.keys(world.cloud.calls.counts()).filter(
      name => !/^(List|Get|Describe)/.test(name)
    )
    t.strictSame(changes, [], 'AWS was not changed')
    await world.stop()
  }
)

t.test('after the grace the next in line gets the name, with a certificate of its own', async t => {
  const world = await aReadyWorld()
  world.apply(aRequest('rival', 'web', hostname))
  t.ok(await world.until(() => world.ready('rival', 'web') === 'False HostnameTaken', 60))
  const firstARN = world.request('shop', 'web')?.status?.certificateARN
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  await world.clock.advance(240_000)
  t.not(world.ready('rival', 'web'), 'True Ready', 'not within the grace')
  t.ok(await world.untilReady('rival', 'web'), world.ready('rival', 'web'))
  t.not(world.request('rival', 'web')?.status?.certificateARN, firstARN)
  t.equal(world.cloud.certificates.list().length, 1)
  await world.stop()
})

t.test('a request of another namespace never gets the name within the grace', async t => {
  const world = await aReadyWorld()
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  await world.clock.advance(10_000)
  world.apply(aRequest('rival', 'web', hostname))
  await world.clock.advance(60_000)
  t.match(world.ready('rival', 'web'), /^False /)
  world.apply(aRequest('shop', 'again', hostname))
  t.ok(await world.untilReady('shop', 'again', 60), 'another name, same namespace')
  await world.stop()
})

t.test('deleted at any time on its way, a request leaves nothing', async t => {
  for (const seconds of [0, 1, 3, 6, 8, 12, 30, 62, 70, 80, 100, 140, 160]) {
    const world = createFlowWorld()
    world.apply(
      ...aPlatform({ releaseGraceSeconds: 0 }),
      aNamespace('shop'),
      aRequest('shop', 'web', hostname)
    )
    await world.clock.advance(seconds * 1000)
    world.remove('GatewayHostnameRequest', 'web', 'shop')
    const gone = () => world.list('DomainClaim').length === 0 && world.list('Gateway').length === 0
    await world.clock.advance(1000)
    t.ok(await world.until(gone), `deleted after ${seconds} s`)
    t.equal(world.cloud.certificates.list().length, 0)
    t.equal(world.cloud.zones.records('Z0APPS').length, 2)
    t.equal(world.cloud.loadBalancers.list().length, 0)
    await world.stop()
  }
})

t.test('a request goes at once, though AWS is down: no namespace waits for it', async t => {
  const world = await aReadyWorld()
  const endFaults = world.cloud.faults.use(() => ({ before: { do: 'drop' } }))
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.equal(world.ready('shop', 'web'), 'absent')
  await world.clock.advance(1800_000)
  t.equal(
    world.list('DomainClaim').length,
    1,
    'its claim stays, and guards the name, until AWS is clean'
  )
  t.equal(world.cloud.certificates.list().length, 1)
  endFaults()
  t.ok(await world.untilGone('DomainClaim'))
  t.equal(world.cloud.certificates.list().length, 0)
  await world.stop()
})

t.test(
  'a claim that hangs in deletion is let go by the annotation, with all that is not in its way',
  async t => {
    const world = await aReadyWorld()
    world.cloud.faults.use(({ operation }) =>
      operation === 'DeleteCertificate'
        ? { before: { do: 'error', code: 'AccessDeniedException' } }
        : undefined
    )
    world.remove('GatewayHostnameRequest', 'web', 'shop')
    const [claim] = world.list('DomainClaim') as [KubeObject]
    t.notOk(await world.untilGone('DomainClaim', 1200), 'it hangs')
    const { apiVersion, kind, metadata } = claim
    const abandon = { 'gateway-orchestrator.io/abandon': 'true' }
    const annotated = {
      apiVersion,
      kind,
      metadata: { name: metadata.name, annotations: abandon }
    } as unknown as KubeObject
    world.cluster.store.apply(annotated, { manager: 'kubectl-annotate' })
    t.ok(await world.untilGone('DomainClaim', 180))
    t.strictSame(
      world.cloud.certificates.list().map(({ tags }) => tags),
      [{}],
      'the certificate stays, and is nobody’s'
    )
    t.notOk(
      world.cloud.zones
        .records('Z0APPS')
        .some(({ name }) => name === `_gateway-orchestrator.${hostname}.`)
    )
    await world.stop()
  }
)

t.test('a pool that is deleted waits for its hostnames, and goes when they are gone', async t => {
  const world = await aReadyWorld()
  world.remove('GatewayPool', 'default')
  await world.clock.advance(600_000)
  t.ok(hasAlias(world) && hasListener(world), 'what is held goes on being served')
  const [pool] = world.list('GatewayPool')
  const { conditions = [] } = (pool?.status ?? {}) as { conditions?: { reason: string }[] }
  t.ok(
    conditions.some(c => c.reason === 'ClaimsLeft'),
    'and the pool says why it is still there'
  )
  world.apply(aRequest('rival', 'new', 'new.apps.example.com'))
  await world.clock.advance(120_000)
  t.equal(world.list('DomainClaim').length, 1, 'nobody new is admitted')
  t.equal(world.ready('rival', 'new'), 'False PoolDeleting', 'and is told so')
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(await world.untilGone('GatewayPool'))
  t.equal(
    world.list('Gateway').length +
      world.list('LoadBalancerConfiguration').length +
      world.list('HTTPRoute').length,
    0
  )
  t.equal(world.cloud.certificates.list().length, 0)
  await world.stop()
})
