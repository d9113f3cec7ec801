import t from 'tap'
import { instantTimings } from '../../../simulator/aws/timings.ts'
import { describe, request } from './acm/calls.ts'
import { createFixture, region } from './fixture.ts'

const arnOfApp = '^arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app'

t.test('names and zones as AWS makes them', async t => {
  const { aws } = createFixture()
  const make = (scheme: 'internal' | 'internet-facing', where = region) =>
    aws.loadBalancers.create({ name: `k8s-edge-${scheme}`, region: where, scheme })
  t.match(make('internet-facing'), {
    arn: new RegExp(`${arnOfApp}/k8s-edge-internet-facing/[0-9a-f]{16}$`),
    dnsName: /^k8s-edge-internet-facing-\d{10}\.eu-central-1\.elb\.amazonaws\.com$/,
    canonicalHostedZoneID: 'Z215JYRZR1TBD5'
  })
  t.match(
    make('internal').dnsName,
    /^internal-k8s-edge-internal-\d{10}\.eu-central-1\.elb\.amazonaws\.com$/
  )
  t.match(make('internet-facing', 'cn-north-1'), {
    arn: /^arn:aws-cn:/,
    dnsName: /\.cn-north-1\.elb\.amazonaws\.com\.cn$/
  })
  t.throws(() => make('internal'), { code: 'DuplicateLoadBalancerName' })
  t.throws(() => make('internal', 'mars-1'), { code: 'ValidationError' })
  t.throws(() => aws.loadBalancers.get('arn:none'), { code: 'LoadBalancerNotFound' })
})

t.test('takes issued certificates of its region only, and all or none', async t => {
  const { aws, acm, acmIn } = createFixture({ quotas: 'none', timings: instantTimings })
  const { arn } = aws.loadBalancers.create({ name: 'edge', region })
  const [good, pending, elsewhere] = [
    await request(acm, 'a.example.com'),
    await request(acm, 'b.example.com'),
    await request(acmIn('us-east-1'), 'a.example.com')
  ]
  aws.certificates.setStatus(good, 'ISSUED')
  aws.certificates.setStatus(elsewhere, 'ISSUED')
  t.throws(() => aws.loadBalancers.setCertificates(arn, [good, pending]), {
    code: 'UnsupportedCertificate'
  })
  t.throws(() => aws.loadBalancers.setCertificates(arn, [good, elsewhere]), {
    code: 'CertificateNotFound'
  })
  t.throws(() => aws.loadBalancers.attach(arn, `${good}0`), { code: 'CertificateNotFound' })
  t.strictSame(aws.loadBalancers.get(arn).certificates, [])
  aws.loadBalancers.setCertificates(arn, [good])
  t.strictSame((await describe(acm, good)).InUseBy, [arn])
  aws.loadBalancers.setCertificates(arn, [])
  t.strictSame((await describe(acm, good)).InUseBy, [])
})

t.test('in use by two, released by one', async t => {
  const { aws, acm } = createFixture({ quotas: 'none', timings: instantTimings })
  const [first, second] = ['one', 'two'].map(name => aws.loadBalancers.create({ name, region }))
  const certificate = await request(acm, 'a.example.com')
  aws.certificates.setStatus(certificate, 'ISSUED')
  for (const balancer of [first, second]) aws.loadBalancers.attach(balancer?.arn ?? '', certificate)
  t.strictSame((await describe(acm, certificate)).InUseBy, [first?.arn, second?.arn])
  aws.loadBalancers.remove(first?.arn ?? '')
  t.strictSame((await describe(acm, certificate)).InUseBy, [second?.arn])
  t.equal(aws.loadBalancers.list().length, 1)
})
