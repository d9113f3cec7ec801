import { type CertificateFilterStatement, SearchCertificatesCommand } from '@aws-sdk/client-acm'
import t from 'tap'
import { defined } from '../../../../hooks/defined.ts'
import { createFixture, errorOf, second } from '../fixture.ts'
import { list, request } from './calls.ts'

const allKeyTypes = { keyTypes: ['RSA_2048', 'EC_prime256v1'] as ('RSA_2048' | 'EC_prime256v1')[] }

t.test('filters: key types by default, statuses', async t => {
  const { acm, aws, clock } = createFixture({ quotas: 'none' })
  await request(acm, 'rsa.example.com')
  await request(acm, 'ec.example.com', { KeyAlgorithm: 'EC_prime256v1' })
  clock.advance(10 * second)
  aws.certificates.fail('rsa.example.com', 'OTHER')
  clock.advance(10 * second)
  t.strictSame((await list(acm)).lines, ['rsa.example.com FAILED'])
  t.strictSame((await list(acm, { Includes: allKeyTypes })).lines, [
    'rsa.example.com FAILED',
    'ec.example.com PENDING_VALIDATION'
  ])
  t.strictSame(
    (await list(acm, { Includes: allKeyTypes, CertificateStatuses: ['FAILED'] })).lines,
    ['rsa.example.com FAILED']
  )
  t.strictSame((await list(acm, { CertificateStatuses: ['ISSUED'] })).lines, [])
})

t.test('pages, also when something goes between them', async t => {
  const { acm, aws, clock } = createFixture({ quotas: 'none' })
  const arns = []
  for (let number = 1; number <= 5; number += 1)
    arns.push(await request(acm, `n${number}.example.com`))
  clock.advance(10 * second)
  const first = await list(acm, { MaxItems: 2 })
  t.strictSame(first.lines, [
    'n1.example.com PENDING_VALIDATION',
    'n2.example.com PENDING_VALIDATION'
  ])
  for (const arn of arns.slice(0, 2)) aws.certificates.vanish(arn)
  clock.advance(10 * second)
  const token = first.NextToken
  const next = await list(acm, { MaxItems: 2, ...defined({ NextToken: token }) })
  t.strictSame(next.lines, [
    'n3.example.com PENDING_VALIDATION',
    'n4.example.com PENDING_VALIDATION'
  ])
  const third = await list(acm, {
    MaxItems: 2,
    ...defined({ NextToken: next.NextToken })
  })
  t.strictSame(third, { lines: ['n5.example.com PENDING_VALIDATION'], NextToken: undefined })
  t.match(await errorOf(list(acm, { NextToken: 'no' })), /^InvalidArgsException 400/)
  t.match(await errorOf(list(acm, { MaxItems: 1001 })), /^ValidationException 400: .*maxItems/)
})

t.test('lists lag behind: what is new is missing, what is deleted is still there', async t => {
  const { acm, aws, clock, acmIn } = createFixture({ quotas: 'none' })
  const arn = await request(acm, 'a.example.com')
  t.strictSame((await list(acm)).lines, [])
  clock.advance(3 * second)
  t.strictSame((await list(acm)).lines, ['a.example.com PENDING_VALIDATION'])
  t.strictSame((await list(acmIn('us-east-1'))).lines, [], 'another region')
  aws.certificates.vanish(arn)
  t.strictSame((await list(acm)).lines, ['a.example.com PENDING_VALIDATION'])
  clock.advance(3 * second)
  t.strictSame((await list(acm)).lines, [])
})

t.test('search by name, status and use', async t => {
  const { acm, clock, aws } = createFixture({ quotas: 'none' })
  for (const domain of ['a.example.com', '*.example.com', 'b.example.org'])
    await request(acm, domain)
  clock.advance(10 * second)
  aws.certificates.fail('b.example.org', 'OTHER')
  clock.advance(10 * second)
  const search = async (FilterStatement: CertificateFilterStatement) => {
    const { Results = [] } = await acm.send(new SearchCertificatesCommand({ FilterStatement }))
    return Results.map(({ X509Attributes }) => X509Attributes?.Subject?.CommonName)
  }
  const named = (Value: string, ComparisonOperator: 'EQUALS' | 'CONTAINS') =>
    ({
      Filter: { X509AttributeFilter: { Subject: { CommonName: { Value, ComparisonOperator } } } }
    }) as const
  const failed = { Filter: { AcmCertificateMetadataFilter: { Status: 'FAILED' } } } as const
  t.strictSame(await search(named('a.example.com', 'EQUALS')), ['a.example.com'])
  t.strictSame(await search(named('example.com', 'CONTAINS')), ['a.example.com', '*.example.com'])
  t.strictSame(await search(failed), ['b.example.org'])
  t.strictSame(await search({ Not: failed }), ['a.example.com', '*.example.com'])
  t.strictSame(await search({ And: [named('b.example.org', 'EQUALS'), failed] }), ['b.example.org'])
  t.strictSame(await search({ Filter: { AcmCertificateMetadataFilter: { InUse: true } } }), [])
})
