import t from 'tap'
import { messageOf, recordsIn, removeLoadBalancers } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  region
} from '../../../helpers/claim-world.ts'

/**
 * Certificates of others, on the wire but without the SDK, which would take some seconds for them.
 */
async function requestElsewhere({ cloud, clock }: ClaimWorld, count: number) {
  const scope = `20260101/${region}/acm/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/${scope}`
  const headers = { 'x-amz-target': 'CertificateManager.RequestCertificate', authorization }
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify({ DomainName: `n${i}.example.net`, ValidationMethod: 'DNS' })
    await cloud.handle({ method: 'POST', path: '/', headers, body })
  }
  await clock.advance(60_000)
}

t.test(
  'where a listing takes longer than a sync may, a hostname comes and goes all the same',
  async t => {
    const world = createClaimWorld({ quotas: 'none' })
    await requestElsewhere(world, 2001)
    // Three pages: 15 s, and nothing is sent later than 10 s after a request came.
    world.cloud.faults.use(({ operation }) =>
      operation === 'ListCertificates'
        ? { before: { do: 'delay', milliseconds: 4_900 } }
        : undefined
    )
    const claim = aClaim(world, 'shop.example.com')
    t.ok(await bringToReady(world, claim), messageOf(claim))
    t.equal(world.cloud.calls.counts().RequestCertificate, 2002)
    removeLoadBalancers(world)
    t.ok(await world.remove(claim), messageOf(claim))
    t.strictSame(recordsIn(world), [])
    t.equal(world.cloud.certificates.list().length, 2001)
  }
)
