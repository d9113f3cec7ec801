import { ListCertificatesCommand } from '@aws-sdk/client-acm'
import { ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53'
import t from 'tap'
import type { Fault, FaultPlan } from '../../../simulator/aws/faults.ts'
import { instantTimings } from '../../../simulator/aws/timings.ts'
import { describe, list, request } from './acm/calls.ts'
import { createFixture, errorOf, second } from './fixture.ts'
import { change, create, record } from './route53/calls.ts'

const calm = { quotas: 'none', timings: instantTimings } as const

t.test('what a fault does to the caller, and to AWS', async t => {
  const drop: Fault = { do: 'drop' }
  const error: Fault = { do: 'error', code: 'AccessDeniedException', status: 403, message: 'no' }
  for (const [given, plan, expected, certificates] of [
    ['dropped before', { before: drop }, /^Error undefined: socket hang up/, 0],
    ['dropped after', { after: drop }, /^Error undefined: socket hang up/, 1],
    ['an error before', { before: error }, /^AccessDeniedException 403: no/, 0],
    ['an error after', { after: error }, /^AccessDeniedException 403: no/, 1],
    ['throttled', { before: { do: 'throttle' } }, /^ThrottlingException 400/, 0],
    ['an empty answer', { after: { do: 'replace', body: '' } }, /no error/, 1],
    ['an empty answer of somebody else', { before: { do: 'replace', body: '{}' } }, /no error/, 0],
    ['late', { before: { do: 'delay', milliseconds: 5 } }, /no error/, 1],
    ['an answer that is late', { after: { do: 'delay', milliseconds: 5 } }, /no error/, 1]
  ] as [string, FaultPlan, RegExp, number][]) {
    const { acm, aws } = createFixture(calm)
    aws.faults.next('RequestCertificate', plan)
    t.match(await errorOf(request(acm, 'a.example.com')), expected, given)
    t.equal(aws.certificates.list().length, certificates, `${given}: effect`)
    t.equal(await errorOf(request(acm, 'b.example.com')), 'no error', `${given}: once only`)
  }
})

t.test('an answer without its list reads as an empty result in the SDK', async t => {
  const { acm, aws, route53 } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  for (const body of ['', '{}']) {
    aws.faults.next('ListCertificates', { before: { do: 'replace', body } })
    t.equal((await acm.send(new ListCertificatesCommand())).CertificateSummaryList, undefined)
  }
  for (const body of ['', '<html><body>Hello</body></html>']) {
    aws.faults.next('ListResourceRecordSets', { before: { do: 'replace', body } })
    t.equal(
      (await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: id })))
        .ResourceRecordSets,
      undefined
    )
  }
})

t.test('a hook sees what a call is about, and can be taken out', async t => {
  const { acm, aws, route53 } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  const seen: string[] = []
  const stop = aws.faults.use(({ service, operation, region, hostname, zone, number }) => {
    seen.push([number, service, operation, region, hostname ?? '-', zone ?? '-'].join(' '))
    return undefined
  })
  const arn = await request(acm, 'a.example.com')
  await describe(acm, arn)
  await list(acm)
  await change(route53, id, [create(record('A', 'b.example.com', '10.0.0.1'))])
  stop()
  await list(acm)
  t.strictSame(seen, [
    '1 acm RequestCertificate eu-central-1 a.example.com -',
    '2 acm DescribeCertificate eu-central-1 a.example.com -',
    '3 acm ListCertificates eu-central-1 - -',
    `4 route53 ChangeResourceRecordSets us-east-1 b.example.com ${id}`
  ])
  t.match(aws.calls.entries().at(-2), {
    service: 'route53',
    hostname: 'b.example.com',
    zone: id,
    httpStatus: 200
  })
})

t.test('several times, until cleared; the log knows', async t => {
  const { acm, aws } = createFixture(calm)
  aws.faults.next('ListCertificates', { before: { do: 'drop' } }, 3)
  t.match(await errorOf(list(acm)), /socket hang up/)
  t.match(await errorOf(list(acm)), /socket hang up/)
  aws.faults.clear()
  t.equal(await errorOf(list(acm)), 'no error')
  t.match(aws.calls.entries(), [
    { httpStatus: 0, errorCode: 'ECONNRESET' },
    { httpStatus: 0 },
    { httpStatus: 200, errorCode: undefined }
  ])
})

t.test('a caller that gives up is answered at once; what it sent still takes effect', async t => {
  const { acm, aws, clock } = createFixture(calm)
  const { promise, resolve } = Promise.withResolvers<void>()
  clock.sleep = () => promise
  aws.faults.next('ListCertificates', { after: { do: 'delay', milliseconds: second } })
  const controller = new AbortController()
  const waiting = acm.send(new ListCertificatesCommand(), { abortSignal: controller.signal })
  setImmediate(() => controller.abort())
  t.match(await errorOf(waiting), /^AbortError/)
  t.equal(aws.calls.entries().length, 0)
  resolve()
  await new Promise(resolve => setImmediate(resolve))
  t.equal(aws.calls.entries().length, 1)
})
