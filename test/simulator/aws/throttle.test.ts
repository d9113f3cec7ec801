import { GetHostedZoneCommand, ListHostedZonesCommand } from '@aws-sdk/client-route-53'
import t from 'tap'
import { describe, list, request } from './acm/calls.ts'
import { createFixture, errorOf, second } from './fixture.ts'

/** How many of `count` calls at the same time are within the rate. */
async function passed(count: number, call: () => Promise<unknown>): Promise<number> {
  const errors = await Promise.all(Array.from({ length: count }, () => errorOf(call())))
  return errors.filter(error => !error.startsWith('Throttling')).length
}

t.test('ACM: so many a second, for each operation and region', async t => {
  const { acm, acmIn, clock, aws } = createFixture()
  const arn = await request(acm, 'a.example.com')
  clock.advance(10 * second)
  t.equal(await passed(5, () => list(acm)), 1)
  t.equal(await passed(5, () => list(acmIn('us-east-1'))), 1, 'another region has its own')
  t.equal(await passed(15, () => describe(acm, arn)), 10, 'another operation has its own')
  t.equal(await errorOf(list(acm)), 'ThrottlingException 400: Rate exceeded')
  clock.advance(500)
  t.equal(await passed(9, () => describe(acm, arn)), 5)
  t.equal(await passed(1, () => list(acm)), 0)
  clock.advance(500)
  t.equal(await passed(2, () => list(acm)), 1)
  clock.advance(100 * second)
  t.equal(
    await passed(9, () => request(acm, 'a.example.com')),
    5,
    'nothing is saved up beyond the burst'
  )
  t.equal(aws.certificates.list().length, 6, 'what was refused took no effect')
  t.equal(
    aws.calls.throttled(),
    aws.calls.entries().filter(call => call.errorCode === 'ThrottlingException').length
  )
  t.equal(aws.calls.counts().ListCertificates, 5 + 5 + 1 + 1 + 2)
})

t.test('Route 53: a burst of 50 and 10 a second for the whole account', async t => {
  const { route53, clock, aws } = createFixture()
  const { id } = aws.zones.create('example.com')
  t.equal(await passed(40, () => route53.send(new ListHostedZonesCommand())), 40)
  t.equal(await passed(20, () => route53.send(new GetHostedZoneCommand({ Id: id }))), 10)
  t.equal(
    await errorOf(route53.send(new ListHostedZonesCommand())),
    'Throttling 400: Rate exceeded'
  )
  clock.advance(1 * second)
  t.equal(await passed(20, () => route53.send(new ListHostedZonesCommand())), 10)
  aws.calls.reset()
  t.strictSame([aws.calls.throttled(), aws.calls.counts(), aws.calls.entries()], [0, {}, []])
})

t.test('without quotas there is no end', async t => {
  const { acm } = createFixture({ quotas: 'none' })
  t.equal(await passed(100, () => list(acm)), 100)
})
