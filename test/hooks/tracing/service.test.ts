import t, { type Test } from 'tap'
import { systemClock } from '../../../hooks/clock.ts'
import { createEmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../../simulator/aws/timings.ts'
import { type ReceivedSpan, startReceiver } from '../../helpers/otlp-receiver.ts'
import { claimSyncRequest } from '../claim-sync-request.ts'
import { type Service, startService } from '../service.ts'

/** The service as a process, an AWS over HTTP, and a collector that takes its spans. */

const traceID = '4bf92f3577b34da6a3ce929d0e0e4736'
const callerSpan = '00f067aa0ba902b7'
const server = 2
const client = 3

async function startAll(t: Test, env: Record<string, string> = {}) {
  const receiver = await startReceiver()
  t.teardown(receiver.close)
  const cloud = createEmbeddedAws({
    clock: systemClock,
    timings: instantTimings,
    say: () => undefined
  })
  const zoneID = cloud.zones.create('example.com').id
  const { url, close } = await cloud.listen()
  t.teardown(close)
  const service = await startService({
    AWS_ENDPOINT_URL_ACM: url,
    AWS_ENDPOINT_URL_ROUTE_53: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    ...env
  })
  t.teardown(() => service.child.exitCode === null && service.stop())
  return { receiver, cloud, zoneID, service }
}

async function post({ url }: Service, body: object, flags = '01', path = '/domain-claim/sync') {
  const traceparent = `00-${traceID}-${callerSpan}-${flags}`
  const headers = { 'content-type': 'application/json', ...(flags === '' ? {} : { traceparent }) }
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body)
  })
  return { status: answer.status, body: await answer.text() }
}

function named(spans: readonly ReceivedSpan[], name: string): ReceivedSpan[] {
  return spans.filter(span => span.name === name)
}

t.test('a span for the hook, in the trace of the caller, with a child for each call', async t => {
  const { receiver, zoneID, service } = await startAll(t)
  t.equal((await post(service, claimSyncRequest(zoneID, 'shop.example.com'))).status, 200)
  t.equal(await service.stop(), 0, 'the spans are sent before the process ends')
  t.strictSame([...new Set(receiver.paths)], ['/v1/traces'])
  const [hook, ...others] = receiver.spans.filter(({ kind }) => kind === server)
  t.equal(others.length, 0)
  t.match(hook, {
    name: 'POST /domain-claim/sync',
    traceId: traceID,
    parentSpanId: callerSpan,
    status: { code: 0 },
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/domain-claim/sync',
      'http.response.status_code': 200,
      'url.path': '/domain-claim/sync',
      'gateway_orchestrator.parent.kind': 'DomainClaim',
      'gateway_orchestrator.parent.name': 'shop.example.com',
      'gateway_orchestrator.dry_run': false
    },
    resource: { 'service.name': 'gateway-orchestrator', 'k8s.cluster.name': 'test-cluster' }
  })
  const calls = receiver.spans.filter(({ kind }) => kind === client)
  const [requested] = named(calls, 'ACM/RequestCertificate')
  t.match(requested, {
    traceId: traceID,
    parentSpanId: hook?.spanId,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'ACM',
      'rpc.method': 'RequestCertificate',
      'cloud.region': 'eu-central-1'
    }
  })
  t.ok(named(calls, 'Route 53/GetHostedZone').length > 0)
  for (const { name, parentSpanId } of calls) t.equal(parentSpanId, hook?.spanId, name)
  const [line] = service.lines.filter(({ action }) => action === 'requestCertificate')
  t.equal(line?.traceID, traceID)
})

t.test('a refusal of AWS is an error of the call, and no error of the hook', async t => {
  const { receiver, cloud, zoneID, service } = await startAll(t)
  cloud.faults.use(({ operation }) =>
    operation === 'RequestCertificate'
      ? { before: { do: 'error', code: 'AccessDeniedException', message: 'not authorized' } }
      : undefined
  )
  t.equal((await post(service, claimSyncRequest(zoneID, 'shop.example.com'))).status, 200)
  await service.stop()
  t.match(named(receiver.spans, 'ACM/RequestCertificate')[0], {
    status: { code: 2, message: /not authorized/ },
    attributes: { 'error.type': 'AccessDeniedException' }
  })
  t.match(named(receiver.spans, 'POST /domain-claim/sync')[0], { status: { code: 0 } })
})

t.test('without a caller that traces, the trace ID in the log is that of the span', async t => {
  const { receiver, zoneID, service } = await startAll(t)
  await post(service, claimSyncRequest(zoneID, 'shop.example.com'), '')
  await service.stop()
  const [hook] = named(receiver.spans, 'POST /domain-claim/sync')
  const [line] = service.lines.filter(({ action }) => action === 'requestCertificate')
  t.match(hook?.traceId, /^[\da-f]{32}$/)
  t.equal(line?.traceID, hook?.traceId)
  t.equal(hook?.parentSpanId ?? '', '')
})

t.test('requests that reach no hook have a span too; probes have none', async t => {
  const { receiver, service } = await startAll(t)
  t.equal((await post(service, {})).status, 400)
  t.equal((await post(service, {}, '01', '/nowhere')).status, 404)
  await fetch(`${service.url}/healthz`)
  await service.stop()
  t.strictSame(
    receiver.spans.map(({ name, attributes }) => [name, attributes['http.response.status_code']]),
    [
      ['POST /domain-claim/sync', 400],
      ['POST', 404]
    ]
  )
})

t.test('what is not sampled is not sent, and its trace goes on in the log', async t => {
  for (const [flags, env] of [
    ['00', {}],
    ['', { OTEL_TRACES_SAMPLER: 'always_off' }],
    ['', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }]
  ] as const) {
    const { receiver, zoneID, service } = await startAll(t, env)
    await post(service, claimSyncRequest(zoneID, 'shop.example.com'), flags)
    await service.stop()
    t.strictSame(receiver.spans, [], JSON.stringify(env))
    const [line] = service.lines.filter(({ action }) => action === 'requestCertificate')
    if (flags === '00') t.equal(line?.traceID, traceID)
    else t.match(line?.traceID, /^[\da-f]{32}$/)
  }
})

t.test('nothing is sent unless the environment asks for it', async t => {
  for (const off of [
    { OTEL_SDK_DISABLED: 'true' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' }
  ]) {
    const { receiver, zoneID, service } = await startAll(t, off)
    await post(service, claimSyncRequest(zoneID, 'shop.example.com'))
    await service.stop()
    t.strictSame(receiver.paths, [], JSON.stringify(off))
    const [line] = service.lines.filter(({ action }) => action === 'requestCertificate')
    t.equal(line?.traceID, traceID, 'the trace of the caller goes on in the log')
  }
})

t.test('a collector that is away: the hooks work, and the log says so once', async t => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_SCHEDULE_DELAY: '100' }
  const { zoneID, service } = await startAll(t, env)
  for (const name of ['a.example.com', 'b.example.com'])
    t.equal((await post(service, claimSyncRequest(zoneID, name))).status, 200)
  t.equal(await service.stop(), 0)
  const warnings = service.lines.filter(({ msg }) => msg === 'OpenTelemetry')
  t.ok(warnings.length <= 1, JSON.stringify(warnings))
})

t.test('a name of the service, and more attributes, of the environment', async t => {
  const { receiver, zoneID, service } = await startAll(t, {
    OTEL_SERVICE_NAME: 'hooks-of-prod',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=prod'
  })
  await post(service, claimSyncRequest(zoneID, 'shop.example.com'))
  await service.stop()
  t.match(receiver.spans[0]?.resource, {
    'service.name': 'hooks-of-prod',
    'deployment.environment.name': 'prod'
  })
})
