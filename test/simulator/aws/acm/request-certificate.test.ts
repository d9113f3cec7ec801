import t from 'tap'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { createFixture, day, errorOf, hour } from '../fixture.ts'
import { describe, request } from './calls.ts'

const name64 = `${'a'.repeat(52)}.example.com`
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/

const requestCases = [
  ['a name', { DomainName: 'shop.example.com' }, /no error/],
  ['a wildcard', { DomainName: '*.example.com' }, /no error/],
  ['64 octets', { DomainName: name64 }, /no error/],
  [
    '65 octets',
    { DomainName: `a${name64}` },
    /^InvalidDomainValidationOptionsException 400: .* no longer than 64 characters/
  ],
  [
    '65 octets as an alternative',
    { DomainName: 'example.com', SubjectAlternativeNames: [`a${name64}`] },
    /no error/
  ],
  ['one label', { DomainName: 'localhost' }, /^ValidationException 400: .* at 'domainName'/],
  ['a wildcard inside', { DomainName: 'a.*.example.com' }, /^ValidationException 400/],
  ['a hyphen in front', { DomainName: '-a.example.com' }, /^ValidationException 400/],
  [
    'eleven names',
    {
      DomainName: 'x.example.com',
      SubjectAlternativeNames: Array.from({ length: 10 }, (_, n) => `n${n}.example.com`)
    },
    /^LimitExceededException 400: Certificate has too many domains/
  ],
  ['a token of 32', { DomainName: 'b.example.com', IdempotencyToken: 'x'.repeat(32) }, /no error/],
  [
    'a token of 33',
    { DomainName: 'b.example.com', IdempotencyToken: 'x'.repeat(33) },
    /^ValidationException 400: .*idempotencyToken/
  ],
  [
    'a token with a hyphen',
    { DomainName: 'b.example.com', IdempotencyToken: 'a-b' },
    /^ValidationException 400: .*idempotencyToken/
  ],
  [
    '50 tags',
    {
      DomainName: 'c.example.com',
      Tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
    },
    /no error/
  ],
  [
    '51 tags',
    {
      DomainName: 'c.example.com',
      Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
    },
    /^TooManyTagsException 400/
  ],
  [
    'a * in a tag',
    { DomainName: 'c.example.com', Tags: [{ Key: 'hostname', Value: '*.example.com' }] },
    /^ValidationException 400: .*tags\.1\.member\.value/
  ],
  [
    'a tag of AWS',
    { DomainName: 'c.example.com', Tags: [{ Key: 'aws:x', Value: '' }] },
    /^InvalidTagException 400/
  ]
] as const

t.test('what is accepted and what is refused', async t => {
  const { acm } = createFixture({ quotas: 'none', timings: instantTimings })
  for (const [given, input, expected] of requestCases) {
    const { DomainName, ...more } = input
    const copy = structuredClone(more) as Parameters<typeof request>[2]
    t.match(await errorOf(request(acm, DomainName, copy)), expected, given)
  }
})

t.test(
  'a token is one certificate for an hour, in its region, for the same parameters',
  async t => {
    const { acm, acmIn, clock, aws } = createFixture({ quotas: 'none' })
    const token = { IdempotencyToken: 'claim_1' }
    const first = await request(acm, 'a.example.com', token)
    t.equal(await request(acm, 'a.example.com', token), first)
    t.not(await request(acm, 'b.example.com', token), first, 'another name')
    t.not(
      await request(acm, 'a.example.com', { ...token, Tags: [{ Key: 'k', Value: 'v' }] }),
      first,
      'other tags'
    )
    t.not(await request(acmIn('us-east-1'), 'a.example.com', token), first, 'another region')
    t.not(await request(acm, 'a.example.com'), first, 'no token')
    clock.advance(hour - 1)
    t.equal(await request(acm, 'a.example.com', token), first)
    clock.advance(1)
    t.not(await request(acm, 'a.example.com', token), first, 'forgotten')
    t.equal(aws.certificates.list().length, 6)
  }
)

t.test('the year has a budget, and so has the region', async t => {
  const { acm, acmIn } = createFixture({
    quotas: {
      certificates: 2,
      certificatesPerYear: 3,
      acmRates: {},
      acmDefaultRate: { perSecond: 100, burst: 100 }
    }
  })
  const first = await request(acm, 'a.example.com', { IdempotencyToken: 'a' })
  await request(acm, 'b.example.com')
  t.match(
    await errorOf(request(acm, 'c.example.com')),
    /^LimitExceededException 400: .*limit of 2 certificates/
  )
  t.equal(
    await request(acm, 'a.example.com', { IdempotencyToken: 'a' }),
    first,
    'what is known costs nothing'
  )
  await request(acmIn('us-east-1'), 'c.example.com')

  const {
    acm: other,
    aws,
    clock: otherClock
  } = createFixture({ quotas: { certificatesPerYear: 1 } })
  aws.certificates.vanish(await request(other, 'a.example.com'))
  otherClock.advance(365 * day - 1)
  t.match(
    await errorOf(request(other, 'a.example.com')),
    /^LimitExceededException 400: .* your limit of 1 certificates in the last year/
  )
  otherClock.advance(1)
  t.match(await errorOf(request(other, 'a.example.com')), /no error/)
})

t.test('one CNAME for account and name: in all regions, for apex and wildcard', async t => {
  const { acm, acmIn } = createFixture({ quotas: 'none', timings: instantTimings })
  const recordOf = async (client: typeof acm, domain: string) =>
    (await describe(client, await request(client, domain))).DomainValidationOptions?.[0]
      ?.ResourceRecord
  const apex = await recordOf(acm, 'example.com')
  t.match(apex, {
    Name: /^_[0-9a-f]{32}\.example\.com\.$/,
    Value: /^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/
  })
  t.strictSame(await recordOf(acm, '*.example.com'), apex)
  t.strictSame(await recordOf(acmIn('us-east-1'), 'EXAMPLE.com'), apex)
  t.notSame(await recordOf(acm, 'a.example.com'), apex)
  const { acm: elsewhere } = createFixture({ timings: instantTimings, accountID: '999999999999' })
  t.notSame(await recordOf(elsewhere, 'example.com'), apex)
})

t.test('the same seed gives the same ARNs, another seed others', async t => {
  const arns = await Promise.all(
    [1, 1, 2].map(seed => request(createFixture({ seed }).acm, 'a.example.com'))
  )
  t.match(arns[0], new RegExp(`^arn:aws:acm:eu-central-1:123456789012:certificate/${uuid.source}$`))
  t.equal(arns[0], arns[1])
  t.not(arns[0], arns[2])
})
