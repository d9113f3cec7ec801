import t from 'tap'
import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aPool, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const minute = 60

/** How the zone of a pool can be wrong, each with the reason that the request then has. */
const wrongZones: readonly {
  how: string
  reason: string
  domain: JsonObject
  prepare?: (world: FlowWorld) => unknown
}[] = [
  { how: 'does not exist', reason: 'ZoneNotFound', domain: { hostedZoneID: 'Z0TYPO' } },
  {
    how: 'is private',
    reason: 'ZoneIsPrivate',
    domain: { hostedZoneID: 'Z0INSIDE' },
    prepare: ({ cloud }) =>
      cloud.zones.create('apps.example.com', { id: 'Z0INSIDE', private: true })
  },
  {
    how: 'is of another domain',
    reason: 'HostnameOutsideZone',
    domain: { hostedZoneID: 'Z0OTHER' },
    prepare: ({ cloud }) => cloud.zones.create('other.example', { id: 'Z0OTHER' })
  },
  {
    how: 'delegates the name away',
    reason: 'NameDelegatedAway',
    domain: { hostedZoneID: 'Z0PARENT' },
    prepare: ({ cloud }) => cloud.zones.create('example.com', { id: 'Z0PARENT' })
  },
  {
    how: 'is not ours to read',
    reason: 'ZoneAccessDenied',
    domain: { hostedZoneID: 'Z0STRANGE' },
    prepare: ({ cloud }) =>
      cloud.faults.use(({ zone }) =>
        zone === 'Z0STRANGE'
          ? {
              before: {
                do: 'error',
                code: 'AccessDenied',
                status: 403,
                message: 'User: arn:aws:sts::1:assumed-role/r/s is not authorized'
              }
            }
          : undefined
      )
  },
  {
    how: 'is missing for the validation record',
    reason: 'ZoneNotFound',
    domain: { hostedZoneID: 'Z0INSIDE', validationZoneID: 'Z0TYPO' },
    prepare: ({ cloud }) =>
      cloud.zones.create('apps.example.com', { id: 'Z0INSIDE', private: true })
  }
]

/** A pool with a wrong zone, and a request that has waited for five minutes. */
async function wrong(domain: JsonObject, prepare?: (world: FlowWorld) => unknown) {
  const world = createFlowWorld()
  world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
  prepare?.(world)
  const { store } = world.cluster
  for (const object of [...aPlatform({}, domain), aNamespace('shop')])
    store.apply(object, { manager: 'kubectl' })
  world.apply(aRequest('shop', 'web', hostname))
  await world.clock.advance(5 * minute * 1000)
  return world
}

function claimIn(world: FlowWorld): DomainClaim | undefined {
  return world.list('DomainClaim')[0] as unknown as DomainClaim | undefined
}

function poolCondition(world: FlowWorld, type = 'Accepted') {
  const [pool] = world.list('GatewayPool')
  const conditions = (pool?.status as { conditions?: { type: string }[] })?.conditions ?? []
  return conditions.find(condition => condition.type === type) as
    | { status: string; reason: string; message: string }
    | undefined
}

for (const { how, reason, domain, prepare } of wrongZones) {
  t.test(`a zone that ${how}: the hostname takes the zone that the pool gets`, async t => {
    const world = await wrong(domain, prepare)
    t.equal(world.ready('shop', 'web'), `False ${reason}`)
    t.match(poolCondition(world), { status: 'False', reason }, 'the pool says it too')
    t.match(poolCondition(world)?.message, hostname)
    world.apply(aPool('default'))
    t.ok(await world.untilReady('shop', 'web', 15 * minute), messageOf(world, 'shop', 'web'))
    t.equal(claimIn(world)?.spec.hostedZoneID, 'Z0APPS')
    t.match(poolCondition(world), { status: 'True' })
    await world.stop()
  })

  t.test(`a zone that ${how}: a request that is deleted leaves nothing`, async t => {
    const world = await wrong(domain, prepare)
    world.remove('GatewayHostnameRequest', 'web', 'shop')
    t.ok(await world.untilGone('DomainClaim', 90 * minute))
    await world.stop()
  })
}

t.test('deleted and made again within the grace: still the zone that the pool has', async t => {
  const world = await wrong({ hostedZoneID: 'Z0TYPO' })
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  await world.clock.advance(minute * 1000)
  world.apply(aPool('default'))
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web', 15 * minute), messageOf(world, 'shop', 'web'))
  await world.stop()
})

t.test('a Ready hostname keeps its zone; the pool names it, and its advice works', async t => {
  const world = await wrong({})
  t.ok(await world.untilReady('shop', 'web'))
  const { cloud } = world
  cloud.zones.create('apps.example.com', { id: 'Z0NEW' })
  world.apply(aPool('default', {}, { hostedZoneID: 'Z0NEW' }))
  await world.clock.advance(10 * minute * 1000)
  t.equal(world.ready('shop', 'web'), 'True Ready', 'it works on')
  t.equal(claimIn(world)?.spec.hostedZoneID, 'Z0APPS')
  t.match(poolCondition(world), { status: 'False', reason: 'ClaimsInOtherZone' })
  t.match(poolCondition(world)?.message, `${hostname} (Z0APPS)`)

  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(await world.untilGone('DomainClaim', 90 * minute))
  cloud.zones.remove('Z0APPS')
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web', 15 * minute), messageOf(world, 'shop', 'web'))
  t.equal(claimIn(world)?.spec.hostedZoneID, 'Z0NEW')
  t.match(poolCondition(world), { status: 'True' })
  await world.stop()
})

t.test('a zone made anew under another id: the order that the message names works', async t => {
  const world = await wrong({})
  t.ok(await world.untilReady('shop', 'web'))
  const { cloud } = world
  cloud.zones.remove('Z0APPS')
  cloud.zones.create('apps.example.com', { id: 'Z0NEW' })
  world.apply(aPool('default', {}, { hostedZoneID: 'Z0NEW' }))
  await world.clock.advance(40 * minute * 1000)
  t.equal(world.ready('shop', 'web'), 'False ZoneNotFound')
  t.match(messageOf(world, 'shop', 'web'), /Z0APPS.*delete the request.*wait until.*gone.*again/i)
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(await world.untilGone('DomainClaim', 90 * minute))
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web', 15 * minute), messageOf(world, 'shop', 'web'))
  await world.stop()
})
