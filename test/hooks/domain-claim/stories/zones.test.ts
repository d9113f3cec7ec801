import t from 'tap'
import { messageOf, recordsIn, standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const hostname = 'shop.apps.example.com'
const minute = 60

t.test('a hostname that the zone delegates away', async t => {
  for (const [where, name] of [
    ['above it', 'apps.example.com'],
    ['at it', hostname]
  ] as const) {
    await t.test(where, async t => {
      const world = createClaimWorld()
      world.cloud.zones.delegate(world.zoneID, name)
      const claim = aClaim(world, hostname)
      await world.live(claim, minute)
      t.equal(standing(claim), 'False NameDelegatedAway')
      const records = `${name} NS ns1.elsewhere.example., ns2.elsewhere.example.`
      t.match(
        messageOf(claim),
        `${records} delegates ${hostname} away from its hosted zone. The platform team`
      )
      t.equal(world.cloud.calls.counts().RequestCertificate, undefined)
      world.cloud.zones.removeRecord(world.zoneID, name, 'NS')
      t.ok(await bringToReady(world, claim), 'mended, it goes on by itself')
    })
  }
})

t.test('a wildcard below a delegated name is delegated too; a name beside it is not', async t => {
  const world = createClaimWorld()
  world.cloud.zones.delegate(world.zoneID, 'apps.example.com')
  const wildcard = aClaim(world, '*.apps.example.com')
  await world.live(wildcard, 10)
  t.equal(standing(wildcard), 'False NameDelegatedAway')
  t.ok(await bringToReady(world, aClaim(world, 'myapps.example.com')))
})

t.test('a Ready hostname that is delegated away later says so, and its records stay', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  const before = recordsIn(world)
  world.cloud.zones.delegate(world.zoneID, 'apps.example.com')
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'False NameDelegatedAway')
  t.strictSame(recordsIn(world), before)
})

t.test('a zone that is missing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, { hostedZoneID: 'Z0LATER' })
  await world.live(claim, minute)
  t.equal(standing(claim), 'False ZoneNotFound')
  t.match(messageOf(claim), /hosted zone Z0LATER does not exist in this AWS account/)
  t.equal(world.cloud.calls.counts().RequestCertificate, undefined)
  world.cloud.zones.create('apps.example.com', { id: 'Z0LATER' })
  t.ok(await bringToReady(world, claim), 'made later, it goes on by itself')
})

t.test('a private zone without a public one for ACM', async t => {
  const world = createClaimWorld()
  const inside = world.cloud.zones.create('example.com', { private: true }).id
  const claim = aClaim(world, hostname, { hostedZoneID: inside })
  await world.live(claim, minute)
  t.equal(standing(claim), 'False ZoneIsPrivate')
  t.match(
    messageOf(claim),
    `${inside} is private, and ACM validates through public DNS only. The platform team`
  )
})

t.test('a zone of another domain', async t => {
  const world = createClaimWorld()
  const other = world.cloud.zones.create('example.net').id
  const claim = aClaim(world, hostname, { hostedZoneID: other })
  await world.live(claim, minute)
  t.equal(standing(claim), 'False HostnameOutsideZone')
  t.match(
    messageOf(claim),
    `hosted zone ${other} is of example.net, which does not contain ${hostname}`
  )
})

t.test('a zone that goes away under a Ready hostname', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  const { certificate, alias } = claim.status ?? {}
  const gone = {
    before: { do: 'error', code: 'NoSuchHostedZone', status: 404, message: 'No hosted zone found' }
  } as const
  world.cloud.faults.use(({ service }) => (service === 'route53' ? gone : undefined))
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'False ZoneNotFound')
  t.strictSame(
    { certificate, alias },
    { certificate: claim.status?.certificate, alias: claim.status?.alias }
  )
  world.cloud.faults.clear()
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'True Ready')
})
