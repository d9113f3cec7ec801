import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  conditionIs,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const hour = 60 * minute
const day = 24 * hour

function requests({ cloud }: ClaimWorld): number {
  return cloud.calls.counts().RequestCertificate ?? 0
}

function certificates({ cloud }: ClaimWorld): string[] {
  return cloud.certificates.list().map(c => c.status)
}

function arnOf(claim: DomainClaim): string {
  return claim.status?.certificate?.arn ?? ''
}

/** The status is lost with the process: what was known is in AWS alone. */
function forget(world: ClaimWorld, claim: DomainClaim): void {
  delete claim.status
  world.restart()
}

t.test('a certificate that fails', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  t.ok(await world.run(claim, conditionIs('CertificateIssued', 'False', 'CertificateFailed')))
  t.equal(certificates(world).length, 1, 'it is still there when the status tells of it')
  t.match(messageOf(claim), /issue "amazon\.com" at shop\.example\.com/, 'the first message too')
  t.match(messageOf(claim, 'CertificateIssued'), /issue "amazon\.com"/)
  await world.live(claim, minute)
  t.match(
    messageOf(claim),
    /FAILED \(CAA_ERROR\), attempt 1; the next is requested at .* UTC\..*issue "amazon\.com"/
  )
  t.equal(claim.status?.certificate?.attempts, 1)
  t.strictSame(certificates(world), [], 'counted, then deleted')
  t.equal(requests(world), 1)
  await world.live(claim, 5 * minute)
  t.equal(requests(world), 2, 'tried again after five minutes')
  world.cloud.faults.mendCertificates(hostname)
  await world.live(claim, 5 * minute)
  t.equal(claim.status?.certificate?.attempts, 2)
  t.equal(standing(claim), 'False CertificateFailed', 'no hurry: the next pause is longer')
  t.ok(await world.run(claim, isIssued, 30 * minute), 'mended: it succeeds by itself')
  world.attach(claim)
  t.ok(await world.run(claim, isReady))
})

t.test('a process that dies as a certificate fails forgets no attempt', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  await world.run(claim, c => (c.status?.certificate?.attempts ?? 0) === 2, 2 * hour)
  forget(world, claim)
  await world.live(claim, minute)
  t.equal(claim.status?.certificate?.attempts, 2, 'its tags tell')
})

t.test(
  'a certificate that always fails costs at most 20 requests a year, and says when it gives up',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
    const began = world.clock.now()
    await world.run(
      claim,
      conditionIs('Ready', 'False', 'CertificateAttemptsExhausted'),
      10 * day,
      day
    )
    t.match(messageOf(claim), /^8 certificates have ended, the last with FAILED \(CAA_ERROR\)/)
    t.equal(requests(world), 8)
    await world.live(claim, 365 * day - (world.clock.now() - began) / 1000, day)
    t.ok(requests(world) <= 20, `${requests(world)} requests`)
    t.ok(requests(world) > 15, 'and it never gives up for good')
    t.ok(certificates(world).length <= 1)
    world.cloud.faults.mendCertificates(hostname)
    t.ok(await world.run(claim, isIssued, 31 * day, day), 'mended: it succeeds within the month')
  }
)

t.test('failures of long ago do not count when a certificate is lost', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  await world.run(claim, c => c.status?.certificate?.attempts === 7, 10 * day, day)
  world.cloud.faults.mendCertificates(hostname)
  await world.run(claim, isIssued, 2 * day, day)
  await world.clock.advance(190 * day * 1000)
  world.cloud.certificates.vanish(arnOf(claim))
  t.ok(await world.run(claim, c => c.status?.certificate?.attempts === 1, hour))
  t.ok(await world.run(claim, isIssued, hour), 'the successor comes at once, not after a month')
})

t.test('a certificate that is never validated', async t => {
  const world = createClaimWorld({ timings: { issueLag: 100 * day * 1000 } })
  const claim = aClaim(world, hostname)
  await world.live(claim, hour)
  await world.clock.advance(70 * hour * 1000)
  await world.step(claim)
  t.equal(standing(claim), 'False ValidationPending')
  t.match(
    messageOf(claim),
    /public DNS to return _.*\.shop\.example\.com CNAME _.*acm-validations\.aws/
  )
  t.ok(await world.run(claim, conditionIs('Ready', 'False', 'CertificateFailed'), 2 * hour))
  const toldOfTimeout = messageOf(claim)
  await world.live(claim, hour)
  t.equal(standing(claim), 'False ValidationPending', 'a second one, requested after a pause')
  t.equal(claim.status?.certificate?.ended?.reason, 'VALIDATION_TIMED_OUT')
  t.match(toldOfTimeout, /VALIDATION_TIMED_OUT.*72 hours.*delegated/)
  t.strictSame(certificates(world), ['PENDING_VALIDATION'])
  t.equal(requests(world), 2)
})

for (const ending of ['EXPIRED', 'REVOKED'] as const) {
  t.test(`${ending} while attached: the successor first, then the swap, then the end`, async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    const old = arnOf(claim)
    await world.clock.advance(hour * 1000)
    world.cloud.certificates.setStatus(old, ending)
    await world.clock.advance(minute * 1000)
    await world.live(claim, minute)
    t.equal(standing(claim), 'False CertificateExpired')
    t.match(messageOf(claim), `${ending} since 2026-`)
    t.strictSame(certificates(world), [ending, 'PENDING_VALIDATION'])
    t.ok(await world.run(claim, isIssued, 5 * minute))
    t.not(arnOf(claim), old)
    await world.live(claim, 5 * minute)
    t.strictSame(certificates(world), [ending, 'ISSUED'], 'the old one is in use, and stays')
    t.equal(standing(claim), 'False WaitingForAttachment')
    const [balancer] = world.cloud.loadBalancers.list()
    world.cloud.loadBalancers.setCertificates(balancer?.arn ?? '', [arnOf(claim)])
    t.ok(await world.run(claim, isReady))
    await world.live(claim, 2 * hour)
    t.strictSame(certificates(world), ['ISSUED'])
    t.ok(isReady(claim))
    t.equal(requests(world), 2)
  })
}

t.test(
  'a certificate deleted by hand is replaced once ACM itself says that it is gone',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    const old = arnOf(claim)
    await world.clock.advance(hour * 1000)
    world.cloud.certificates.vanish(old)
    await world.clock.advance(minute * 1000)
    await world.live(claim, minute)
    t.equal(claim.status?.certificate?.ended?.arn, old)
    t.equal(claim.status?.certificate?.ended?.reason, 'NotFound')
    t.ok(await world.run(claim, isIssued, 5 * minute))
    t.equal(requests(world), 2)
  }
)

t.test('a certificate that failed is not retried while the share is used up', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  const until = new Date(world.clock.now() + 10 * day * 1000).toISOString()
  claim.spec.noRetryBefore = until
  await world.live(claim, day)
  t.equal(requests(world), 1, 'the first certificate does not wait, its successor does')
  t.equal(standing(claim), 'False ShareUsedUp')
  t.match(messageOf(claim), /CAA_ERROR.*used up its share.*next is requested at .* UTC/)
  world.cloud.faults.mendCertificates(hostname)
  await world.live(claim, 10 * day)
  t.equal(requests(world), 2)
  t.equal(standing(claim, 'CertificateIssued'), 'True Done')
})
