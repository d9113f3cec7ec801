import {
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand
} from '@aws-sdk/client-acm'
import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand
} from '@aws-sdk/client-route-53'
import t from 'tap'
import { createFixture, errorOf, region, second } from './fixture.ts'

t.test('a hostname from certificate to alias and back, through the real SDK', async t => {
  const { aws, clock, acm, route53 } = createFixture()
  const zone = aws.zones.create('example.com')
  const requested = await acm.send(
    new RequestCertificateCommand({
      DomainName: 'shop.example.com',
      ValidationMethod: 'DNS',
      IdempotencyToken: 'a1',
      Tags: [{ Key: 'k', Value: 'v' }]
    })
  )
  const describe = async () =>
    (await acm.send(new DescribeCertificateCommand({ CertificateArn: requested.CertificateArn })))
      .Certificate
  t.match(await errorOf(describe()), /^ResourceNotFoundException 400/)
  clock.advance(1 * second)
  t.match(await describe(), {
    Status: 'PENDING_VALIDATION',
    DomainValidationOptions: [{ ResourceRecord: undefined }]
  })
  clock.advance(4 * second)
  const record = (await describe())?.DomainValidationOptions?.[0]?.ResourceRecord
  t.match(record, { Type: 'CNAME', Name: /^_[0-9a-f]{32}\.shop\.example\.com\.$/ })

  const changed = await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: {
        Changes: [
          {
            Action: 'CREATE',
            ResourceRecordSet: {
              Name: record?.Name,
              Type: 'CNAME',
              TTL: 300,
              ResourceRecords: [{ Value: record?.Value }]
            }
          }
        ]
      }
    })
  )
  t.equal(changed.ChangeInfo?.Status, 'PENDING')
  clock.advance(59 * second)
  t.equal((await describe())?.Status, 'PENDING_VALIDATION')
  t.equal(
    (await route53.send(new GetChangeCommand({ Id: changed.ChangeInfo?.Id }))).ChangeInfo?.Status,
    'INSYNC'
  )
  clock.advance(1 * second)
  t.match(await describe(), { Status: 'ISSUED', RenewalEligibility: 'INELIGIBLE', InUseBy: [] })

  const balancer = aws.loadBalancers.create({ name: 'k8s-edge', region })
  aws.loadBalancers.attach(balancer.arn, requested.CertificateArn ?? '')
  clock.advance(10 * second)
  t.match(await describe(), { InUseBy: [balancer.arn], RenewalEligibility: 'ELIGIBLE' })
  const listed = await acm.send(new ListCertificatesCommand({}))
  t.match(
    listed.CertificateSummaryList,
    [{ DomainName: 'shop.example.com', Status: 'ISSUED', InUse: false }],
    'lists lag'
  )
  clock.advance(3 * second)
  t.match((await acm.send(new ListCertificatesCommand({}))).CertificateSummaryList, [
    { InUse: true }
  ])

  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: {
        Changes: [
          {
            Action: 'CREATE',
            ResourceRecordSet: {
              Name: 'shop.example.com',
              Type: 'A',
              AliasTarget: {
                HostedZoneId: balancer.canonicalHostedZoneID,
                DNSName: balancer.dnsName,
                EvaluateTargetHealth: true
              }
            }
          }
        ]
      }
    })
  )
  const records = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone.id }))
  t.strictSame(
    records.ResourceRecordSets?.map(({ Name, Type }) => `${Type} ${Name}`),
    ['NS example.com.', 'SOA example.com.', 'A shop.example.com.', `CNAME ${record?.Name}`]
  )
  t.equal(records.IsTruncated, false)
  t.equal(aws.calls.counts().DescribeCertificate, 6)
})
