import { ListCertificatesCommand } from '@aws-sdk/client-acm'
import { GetChangeCommand } from '@aws-sdk/client-route-53'
import t, { type Test } from 'tap'
import { describe, request } from './acm/calls.ts'
import { createFixture, errorOf, region, second } from './fixture.ts'
import { alias, change, create, list, record } from './route53/calls.ts'

type Fixture = ReturnType<typeof createFixture>

const hostname = 'shop.example.com'

/** Requests a certificate and follows it until it is issued. Returns its ARN. */
async function issue(t: Test, { clock, acm, route53 }: Fixture, zoneID: string): Promise<string> {
  const Tags = [{ Key: 'k', Value: 'v' }]
  const arn = await request(acm, hostname, { IdempotencyToken: 'a1', Tags })
  t.match(await errorOf(describe(acm, arn)), /^ResourceNotFoundException 400/)
  clock.advance(1 * second)
  t.match(await describe(acm, arn), {
    Status: 'PENDING_VALIDATION',
    DomainValidationOptions: [{ ResourceRecord: undefined }]
  })
  clock.advance(4 * second)
  const { DomainValidationOptions: options } = await describe(acm, arn)
  const { Name = '', Type, Value = '' } = options?.[0]?.ResourceRecord ?? {}
  t.equal(Type, 'CNAME')
  t.match(Name, /^_[0-9a-f]{32}\.shop\.example\.com\.$/)

  const { ChangeInfo } = await change(route53, zoneID, [create(record('CNAME', Name, Value))])
  t.equal(ChangeInfo?.Status, 'PENDING')
  clock.advance(59 * second)
  t.equal((await describe(acm, arn)).Status, 'PENDING_VALIDATION')
  const changed = await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))
  t.equal(changed.ChangeInfo?.Status, 'INSYNC')
  clock.advance(1 * second)
  const issued = { Status: 'ISSUED', RenewalEligibility: 'INELIGIBLE', InUseBy: [] }
  t.match(await describe(acm, arn), issued)
  return arn
}

t.test('a hostname from certificate to alias and back, through the real SDK', async t => {
  const fixture = createFixture()
  const { aws, clock, acm, route53 } = fixture
  const { id } = aws.zones.create('example.com')
  const arn = await issue(t, fixture, id)

  const balancer = aws.loadBalancers.create({ name: 'k8s-edge', region })
  aws.loadBalancers.attach(balancer.arn, arn)
  clock.advance(10 * second)
  t.match(await describe(acm, arn), { InUseBy: [balancer.arn], RenewalEligibility: 'ELIGIBLE' })
  const listed = await acm.send(new ListCertificatesCommand({}))
  const summary = { DomainName: hostname, Status: 'ISSUED', InUse: false }
  t.match(listed.CertificateSummaryList, [summary], 'lists lag')
  clock.advance(3 * second)
  const later = await acm.send(new ListCertificatesCommand({}))
  t.match(later.CertificateSummaryList, [{ InUse: true }])

  const { dnsName, canonicalHostedZoneID } = balancer
  await change(route53, id, [create(alias(hostname, dnsName, canonicalHostedZoneID))])
  const { ResourceRecordSets = [], IsTruncated } = await list(route53, id)
  t.match(
    ResourceRecordSets.map(({ Name, Type }) => `${Type} ${Name}`),
    [
      'NS example.com.',
      'SOA example.com.',
      'A shop.example.com.',
      /^CNAME _.*shop\.example\.com\.$/
    ]
  )
  t.equal(ResourceRecordSets.length, 4)
  t.equal(IsTruncated, false)
  t.equal(aws.calls.counts().DescribeCertificate, 6)
})
