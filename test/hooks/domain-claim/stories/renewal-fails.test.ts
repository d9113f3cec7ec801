import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** A Ready claim whose domain is delegated elsewhere from its 120th day on. */
async function delegatedElsewhere() {
  const world = createClaimWorld()
  world.cloud.zones.create('com', { id: 'Z0COM' })
  const nameServers = world.cloud.zones.get(world.zoneID).nameServers
  const giveBack = () => world.cloud.zones.delegate('Z0COM', 'example.com', nameServers)
  giveBack()
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  const bornAt = world.clock.now()
  await world.clock.advance(120 * day * 1000)
  world.cloud.zones.delegate('Z0COM', 'example.com')
  const untilDay = async (number: number) => {
    const seconds = number * day - (world.clock.now() - bornAt) / 1000
    // A day of syncs has the look of this day. The days before it are left out, to save time.
    const last = Math.min(seconds, 1.1 * day)
    await world.clock.advance((seconds - last) * 1000)
    await world.live(claim, last, 30 * minute)
  }
  return { world, claim, giveBack, untilDay }
}

function certificateOf(world: ClaimWorld, claim: DomainClaim) {
  return world.cloud.certificates.find(claim.status?.certificate?.arn ?? '')
}

t.test('delegation lost before the renewal: told while Ready, with the time left', async t => {
  const { world, claim, giveBack, untilDay } = await delegatedElsewhere()
  t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place')
  await untilDay(155)
  t.equal(standing(claim, 'CertificateIssued'), 'True RenewalFailing')
  t.ok(isReady(claim))
  t.match(
    messageOf(claim),
    /Warning: .* expires on .* cannot renew it \(PENDING_VALIDATION\): less than 45 days are left\./
  )
  t.match(messageOf(claim), /delegated/)
  await untilDay(190)
  t.match(messageOf(claim), /less than 10 days are left/)
  const writes = world.statusWrites()
  await untilDay(190.5)
  t.equal(world.statusWrites(), writes, 'no write while nothing is new')

  giveBack()
  await world.live(claim, 2 * hour, 30 * minute)
  t.equal(standing(claim, 'CertificateIssued'), 'True Done', 'renewed, and told so')
  t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place')
  t.equal(claim.status?.certificate?.renewal, undefined)
})

t.test('not renewed until the end: expired since when, until the successor serves', async t => {
  const { world, claim, giveBack, untilDay } = await delegatedElsewhere()
  await untilDay(197)
  const end = certificateOf(world, claim)?.notAfter ?? 0
  const endShown = new Date(end).toISOString().slice(0, 16).replace('T', ' ')
  await untilDay(199)
  t.equal(standing(claim), 'False CertificateExpired')
  t.match(messageOf(claim), `EXPIRED since ${endShown} UTC; for the next certificate, ACM waits`)
  t.match(messageOf(claim), /platform team has to delegate the domain/)
  await world.live(claim, 4 * day, 30 * minute)
  t.match(messageOf(claim), `EXPIRED since ${endShown} UTC`, 'also after the successor timed out')

  giveBack()
  t.ok(await world.run(claim, isIssued, 2 * day))
  const [balancer] = world.cloud.loadBalancers.list()
  const arn = claim.status?.certificate?.arn ?? ''
  world.cloud.loadBalancers.setCertificates(balancer?.arn ?? '', [arn])
  t.ok(await world.run(claim, isReady, hour))
  t.notMatch(messageOf(claim), /EXPIRED/)
})

t.test('each sync of a claim that is not renewed logs a warning that names it', async t => {
  const { world, claim, untilDay } = await delegatedElsewhere()
  await untilDay(155)
  const lines: object[] = []
  const note = (fields: object, message: string) => void lines.push({ ...fields, message })
  const quiet = () => undefined
  await world.sync(claim, { log: { info: quiet, error: quiet, warn: note } })
  t.match(lines, [{ message: 'not renewed', hostname, reason: 'RenewalFailing', what: /45 days/ }])
})
