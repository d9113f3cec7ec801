import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady,
  region
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const hour = 60 * minute

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

t.test('a certificate is found again by name and tags after the status was lost', async t => {
  for (const [when, wait] of [
    ['at once, while no listing shows it', 1],
    ['after a minute', minute],
    ['after more than an hour, when its idempotency token is forgotten', 2 * hour]
  ] as const) {
    await t.test(when, async t => {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      await world.run(claim, c => c.status?.certificate?.arn !== undefined)
      const arn = arnOf(claim)
      await world.clock.advance(wait * 1000)
      forget(world, claim)
      t.ok(await bringToReady(world, claim))
      t.equal(arnOf(claim), arn)
      t.equal(certificates(world).length, 1)
    })
  }
})

t.test('a certificate that ACM does not show yet is not taken for gone', async t => {
  for (const [where, timings] of [
    ['by Describe', { describeLag: 20_000 }],
    ['in listings', { listLag: 40_000 }],
    ['by either', { describeLag: 20_000, listLag: 40_000 }]
  ] as const) {
    await t.test(where, async t => {
      const world = createClaimWorld({ timings })
      const claim = aClaim(world, hostname)
      await world.run(claim, c => c.status?.certificate?.arn !== undefined)
      world.restart()
      t.ok(await bringToReady(world, claim))
      t.equal(requests(world), 1)
      t.equal(claim.status?.certificate?.attempts, 0)
    })
  }
})

t.test('of two certificates of ours one stays', async t => {
  for (const [given, attached] of [
    ['neither is used: the older', 'none'],
    ['the newer one is used: that one', 'newer'],
    ['the older one is used: that one', 'older']
  ] as const) {
    await t.test(given, async t => {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      await world.run(claim, isIssued)
      const older = arnOf(claim)
      const twin = { ...aClaim(world, hostname), metadata: { ...claim.metadata, uid: 'twin' } }
      const newer = await requestBeside(world, twin)
      t.not(newer, older)
      t.strictSame(certificates(world), ['ISSUED', 'ISSUED'])
      world.attach(attached === 'newer' ? twin : claim)
      if (attached === 'none') removeFromLoadBalancer(world, claim)
      await world.clock.advance(minute * 1000)
      forget(world, claim)
      await world.live(claim, 5 * minute)
      t.equal(arnOf(claim), attached === 'newer' ? newer : older)
      t.equal(certificates(world).length, 1)
    })
  }
})

/**
 * A second certificate of the same claim: what a crash and a backup from before it could bring
 * about.
 */
async function requestBeside(world: ClaimWorld, claim: DomainClaim): Promise<string> {
  const hidden = world.cloud.faults.next(
    'ListCertificates',
    { before: { do: 'replace', body: emptyList } },
    9
  )
  const other = createClaimWorld({ beside: world })
  await other.run(claim, c => c.status?.certificate?.arn !== undefined)
  hidden()
  await world.clock.advance(hour * 1000)
  return arnOf(claim)
}

const emptyList = '{"CertificateSummaryList": []}'

function removeFromLoadBalancer(world: ClaimWorld, claim: DomainClaim): void {
  for (const { arn } of world.cloud.loadBalancers.list())
    world.cloud.loadBalancers.detach(arn, arnOf(claim))
  delete claim.spec.target
}

t.test('an extra certificate that AWS does not let us delete harms nothing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  const twin = { ...aClaim(world, hostname), metadata: { ...claim.metadata, uid: 'twin' } }
  await requestBeside(world, twin)
  world.cloud.faults.use(({ operation }) =>
    operation === 'DeleteCertificate'
      ? { before: { do: 'error', code: 'AccessDeniedException' } }
      : undefined
  )
  world.attach(claim)
  t.ok(await world.run(claim, isReady), 'Ready all the same')
  await world.live(claim, hour)
  t.ok(isReady(claim))
  t.match(messageOf(claim, 'CertificateRequested'), /DeleteCertificate: AccessDenied/)
})

t.test('a certificate that one listing leaves out is asked for, and kept', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.clock.advance(hour * 1000)
  world.cloud.faults.next('ListCertificates', { before: { do: 'replace', body: emptyList } })
  await world.step(claim)
  t.ok(isReady(claim))
  t.equal(requests(world), 1)
})

t.test('attached is what ACM says of our load balancer', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  const [ours] = world.cloud.loadBalancers.list()
  const theirs = world.cloud.loadBalancers.create({ name: 'k8s-other-ingress-1', region })
  world.cloud.loadBalancers.setCertificates(ours?.arn ?? '', [])
  await world.clock.advance(minute * 1000)
  world.cloud.loadBalancers.attach(theirs.arn, arnOf(claim))
  await world.live(claim, minute)
  t.equal(standing(claim), 'False WaitingForAttachment')
  t.match(
    messageOf(claim),
    /k8s-edge-public1-abc does not use the certificate yet; used so far by .*k8s-other-ingress-1/
  )
  world.attach(claim)
  t.ok(await world.run(claim, isReady))
})

t.test('a listing that calls a used certificate unused un-readies nobody', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.clock.advance(hour * 1000)
  const summary = {
    CertificateArn: arnOf(claim),
    DomainName: hostname,
    SubjectAlternativeNameSummaries: [hostname],
    Status: 'ISSUED',
    InUse: false
  }
  const body = JSON.stringify({ CertificateSummaryList: [summary] })
  world.cloud.faults.next('ListCertificates', { before: { do: 'replace', body } }, 5)
  await world.step(claim)
  t.ok(isReady(claim))
})

t.test('a claim that nobody wants any more requests no certificate', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, { releasedAt: '2026-01-01T00:00:00Z' })
  await world.live(claim, minute)
  t.equal(standing(claim), 'False Released')
  t.equal(requests(world), 0)
  delete claim.spec.releasedAt
  t.ok(await bringToReady(world, claim), 'taken back within the grace')
})

t.test('a released claim that is Ready stays as it is', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.step(claim)
  world.cloud.calls.reset()
  claim.spec.releasedAt = '2026-01-01T00:00:00Z'
  await world.step(claim)
  t.ok(isReady(claim))
  t.equal(world.cloud.calls.entries().length, 0)
})
