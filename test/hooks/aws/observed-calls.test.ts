import t from 'tap'
import { createAWS } from '../../../hooks/aws/aws.ts'
import type { BudgetWait, EndedCall } from '../../../hooks/aws/call-observer.ts'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import { createEdge, fenceTimes, region } from './edge.ts'

/** AWS with an observer that keeps what it learns. */
function createWorld(credentials: object = {}) {
  const edge = createEdge()
  const calls: EndedCall[] = []
  const waits: BudgetWait[] = []
  const batches: number[] = []
  const aws = createAWS({
    ...edge.clientOptions,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example', ...credentials },
    clock: edge.clock,
    fenceTimes,
    observer: {
      ended: call => calls.push(call),
      waited: wait => waits.push(wait),
      batched: changes => batches.push(changes)
    }
  })
  return { ...edge, aws, calls, waits, batches }
}

t.test('a call is told with where it went, how it ended and how long it took', async t => {
  const { aws, calls, waits, newFence, finish, cloud } = createWorld({ accountId: '111122223333' })
  const { id } = cloud.zones.create('example.com')
  await finish(aws.hostedZone({ id }, newFence()))
  await finish(aws.hostedZone({ id: 'Z0NOWHERE' }, newFence()))
  const route53 = { service: 'route53', region, operation: 'GetHostedZone' }
  const { id: _, ...call } = { id, ...route53, account: '111122223333' }
  t.match(calls, [
    { ...call, result: 'success' },
    { ...call, result: 'notFound' }
  ])
  t.ok(calls.every(({ seconds }) => seconds >= 0))
  t.match(waits, [
    { ...route53, isSent: true, seconds: 0 },
    { ...route53, isSent: true, seconds: 0 }
  ])
})

t.test('without an account in the credentials, no account is told', async t => {
  const { aws, calls, newFence, finish } = createWorld()
  await finish(aws.inventory('us-east-1').read(0, newFence()))
  t.strictSame(
    calls.map(({ seconds: _, ...call }) => call),
    [{ service: 'acm', region: 'us-east-1', operation: 'ListCertificates', result: 'success' }]
  )
})

t.test('a call that the budget does not let pass is told as not sent', async t => {
  const { aws, calls, waits, newFence, finish } = createWorld()
  const acm = aws.acm(region)
  const fence = { ...newFence(), sendBefore: 0 }
  await t.rejects(finish(acm.describeCertificate('arn:x', fence)), AWSFailure)
  t.strictSame(calls, [])
  t.match(waits, [{ operation: 'DescribeCertificate', isSent: false }])
})

t.test('what the process knows of AWS, and nothing before it knows', async t => {
  const { aws, clock, cloud, newFence, finish, batches } = createWorld()
  t.strictSame(aws.figures(), {
    budgets: [{ service: 'route53', region, left: 5, callsPerSecond: 4.8, waiting: 0 }],
    listings: [],
    years: [],
    zones: []
  })
  const { id } = cloud.zones.create('example.com')
  const fence = newFence()
  const hostname = 'shop.example.com'
  const token = 'x'
  const arn = await finish(aws.acm(region).requestCertificate({ hostname, token, tags: {} }, fence))
  t.strictSame(aws.figures().years, [], 'one request is not all that there is')
  await finish(aws.inventory(region).read(clock.now(), newFence()))
  await finish(aws.records({ id }).list(clock.now(), newFence()))
  const { budgets, listings, years, zones } = aws.figures()
  t.strictSame(years, [{ region, requested: 1, perYear: 5000 }])
  t.match(listings, [{ region }])
  t.equal(listings[0]?.notAfter.has(arn), false, 'a certificate that is not issued has no end')
  t.match(zones, [{ zone: id, records: 2 }])
  const listing = budgets.find(({ operation }) => operation === 'ListCertificates')
  t.match(listing, { service: 'acm', region, left: 0, waiting: 0 })
  t.ok(budgets.every(({ left }) => left >= 0))
  const record = { name: hostname, type: 'TXT', ttlSeconds: 60, values: ['"x"'] }
  await finish(aws.submitChange({ id })({ remove: [], create: [record] }, newFence()))
  t.strictSame(batches, [1])
})

t.test('callers that have to come back count as waiting, until they are late', async t => {
  const { aws, clock, newFence, finish } = createWorld()
  const describe = (callerID: string) =>
    aws
      .acm(region)
      .describeCertificate('arn:x', { ...newFence(), callerID, namespace: 'shop' })
      .catch(() => undefined)
  await finish(Promise.all(Array.from({ length: 60 }, (_, index) => describe(`caller-${index}`))))
  const waiting = () =>
    aws.figures().budgets.find(({ operation }) => operation === 'DescribeCertificate')?.waiting
  t.ok((waiting() ?? 0) > 20)
  await clock.advance(120_000)
  t.equal(waiting(), 0)
})
