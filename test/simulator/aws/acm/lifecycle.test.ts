import t from 'tap'
import { createFixture, day, hour, region, second } from '../fixture.ts'
import { describe, putValidation, request } from './calls.ts'

t.test(
  'issued only after the CNAME was there for a while, wherever anybody looks from',
  async t => {
    const { aws, acm, clock } = createFixture({ quotas: 'none' })
    const zone = aws.zones.create('example.com')
    const watched = await request(acm, 'a.example.com')
    const ignored = await request(acm, 'b.example.com')
    clock.advance(hour)
    putValidation(aws, zone.id, watched)
    putValidation(aws, zone.id, ignored)
    clock.advance(59 * second)
    t.equal((await describe(acm, watched)).Status, 'PENDING_VALIDATION')
    clock.advance(hour)
    const [first, other] = [await describe(acm, watched), await describe(acm, ignored)]
    t.equal(
      first.IssuedAt?.getTime(),
      Date.UTC(2026, 0, 1, 1, 1),
      'one minute after the record, not at the first look'
    )
    t.equal(other.IssuedAt?.getTime(), first.IssuedAt?.getTime())
    t.equal(first.NotAfter?.getTime(), Number(first.NotBefore) + 198 * day)
  }
)

t.test('an ACM that does not look for the record issues anyway, as moto does', async t => {
  const { acm, clock } = createFixture({ quotas: 'none', needsRecord: false })
  const arn = await request(acm, 'a.example.com')
  clock.advance(64 * second)
  t.equal((await describe(acm, arn)).Status, 'PENDING_VALIDATION')
  clock.advance(second)
  t.equal((await describe(acm, arn)).Status, 'ISSUED')
})

t.test(
  'a record that was there long enough counts even if it is gone at the next look',
  async t => {
    const { aws, acm, clock } = createFixture({ quotas: 'none' })
    const zone = aws.zones.create('example.com')
    const [long, short] = [
      await request(acm, 'long.example.com'),
      await request(acm, 'short.example.com')
    ]
    const remove = (arn: string) =>
      aws.zones.removeRecord(
        zone.id,
        aws.certificates.find(arn)?.validationRecords[0]?.name ?? '',
        'CNAME'
      )
    putValidation(aws, zone.id, long)
    clock.advance(30 * second)
    putValidation(aws, zone.id, short)
    clock.advance(40 * second)
    remove(long)
    remove(short)
    clock.advance(hour)
    t.equal((await describe(acm, long)).Status, 'ISSUED')
    t.equal((await describe(acm, short)).Status, 'PENDING_VALIDATION')
  }
)

t.test('a record that is not in the public DNS does not count', async t => {
  const { aws, acm, clock } = createFixture({ quotas: 'none' })
  const parent = aws.zones.create('example.com')
  const hidden = aws.zones.create('example.com', { private: true })
  const child = aws.zones.create('shop.example.com')
  const statusAfter = async (prepare: (arn: string) => void) => {
    const arn = await request(acm, 'www.shop.example.com')
    prepare(arn)
    clock.advance(hour)
    const { Status } = await describe(acm, arn)
    for (const zone of aws.zones.list()) {
      for (const { name, type } of aws.zones.records(zone.id))
        if (type === 'CNAME') aws.zones.removeRecord(zone.id, name, type)
    }
    return Status
  }
  t.equal(
    await statusAfter(arn => putValidation(aws, hidden.id, arn)),
    'PENDING_VALIDATION',
    'in a private zone'
  )
  t.equal(
    await statusAfter(arn => putValidation(aws, parent.id, arn)),
    'PENDING_VALIDATION',
    'above a delegation'
  )
  t.equal(
    await statusAfter(arn => putValidation(aws, child.id, arn)),
    'ISSUED',
    'in the zone that answers'
  )
  aws.zones.delegate(child.id, 'www.shop.example.com')
  t.equal(
    await statusAfter(arn => putValidation(aws, child.id, arn)),
    'PENDING_VALIDATION',
    'delegated to somebody else'
  )
})

t.test('a delegation that comes late counts from when it came', async t => {
  const { aws, acm, clock } = createFixture({ quotas: 'none' })
  const parent = aws.zones.create('example.com')
  const child = aws.zones.create('shop.example.com', { delegate: false })
  const arn = await request(acm, 'a.shop.example.com')
  putValidation(aws, child.id, arn)
  clock.advance(hour)
  aws.zones.delegate(parent.id, 'shop.example.com', child.nameServers)
  clock.advance(59 * second)
  t.equal((await describe(acm, arn)).Status, 'PENDING_VALIDATION')
  clock.advance(second)
  t.equal((await describe(acm, arn)).Status, 'ISSUED')
})

t.test('72 hours without the CNAME, and it is over', async t => {
  const { acm, clock, aws } = createFixture()
  const zone = aws.zones.create('example.com')
  const arn = await request(acm, 'a.example.com')
  clock.advance(72 * hour - 1)
  t.equal((await describe(acm, arn)).Status, 'PENDING_VALIDATION')
  clock.advance(1)
  putValidation(aws, zone.id, arn)
  clock.advance(hour)
  t.match(await describe(acm, arn), {
    Status: 'VALIDATION_TIMED_OUT',
    DomainValidationOptions: [{ ValidationStatus: 'FAILED' }]
  })
})

t.test('a hostname whose certificates fail', async t => {
  const { acm, clock, aws } = createFixture()
  aws.faults.failCertificates('a.example.com', 'CAA_ERROR')
  const [failing, pending] = [
    await request(acm, 'a.example.com'),
    await request(acm, 'b.example.com')
  ]
  clock.advance(65 * second)
  t.match(await describe(acm, failing), { Status: 'FAILED', FailureReason: 'CAA_ERROR' })
  t.match(await describe(acm, pending), { Status: 'PENDING_VALIDATION', FailureReason: undefined })
  aws.certificates.fail('b.example.com', 'DOMAIN_NOT_ALLOWED')
  t.match(await describe(acm, pending), { Status: 'FAILED', FailureReason: 'DOMAIN_NOT_ALLOWED' })
  aws.faults.mendCertificates('a.example.com')
  const next = await request(acm, 'a.example.com')
  clock.advance(hour)
  t.equal((await describe(acm, next)).Status, 'PENDING_VALIDATION')
})

t.test('renewal needs use and the CNAME, else the certificate expires', async t => {
  const { aws, acm, clock } = createFixture({ quotas: 'none' })
  const zone = aws.zones.create('example.com')
  const arns = await Promise.all(
    ['used', 'unused', 'bare'].map(label => request(acm, `${label}.example.com`))
  )
  const [used = '', unused = '', bare = ''] = arns
  for (const arn of arns) putValidation(aws, zone.id, arn)
  clock.advance(hour)
  const balancer = aws.loadBalancers.create({ name: 'edge', region })
  aws.loadBalancers.setCertificates(balancer.arn, [used, bare])
  aws.zones.removeRecord(
    zone.id,
    aws.certificates.find(bare)?.validationRecords[0]?.name ?? '',
    'CNAME'
  )
  clock.advance(160 * day)
  t.equal((await describe(acm, used)).RenewalSummary?.RenewalStatus, 'SUCCESS')
  t.equal((await describe(acm, bare)).RenewalSummary?.RenewalStatus, 'PENDING_VALIDATION')
  clock.advance(40 * day)
  const statuses = await Promise.all(arns.map(async arn => (await describe(acm, arn)).Status))
  t.strictSame(statuses, ['ISSUED', 'EXPIRED', 'EXPIRED'])
  clock.advance(1000 * day)
  t.equal((await describe(acm, used)).Status, 'ISSUED', 'again and again')
  t.ok(Number((await describe(acm, used)).NotAfter) > clock.now())
  t.equal((await describe(acm, unused)).Status, 'EXPIRED')
})

t.test('hands behind the API: expired at once, even what would be renewed', async t => {
  const { aws, acm, clock } = createFixture({ quotas: 'none' })
  const zone = aws.zones.create('example.com')
  const arn = await request(acm, 'a.example.com')
  putValidation(aws, zone.id, arn)
  clock.advance(hour)
  const balancer = aws.loadBalancers.create({ name: 'edge', region })
  aws.loadBalancers.attach(balancer.arn, arn)
  aws.certificates.expire(arn)
  const { Status, NotAfter } = await describe(acm, arn)
  t.strictSame([Status, NotAfter?.getTime()], ['EXPIRED', clock.now()])
  t.equal(aws.certificates.find(arn)?.inUse, true)
})
