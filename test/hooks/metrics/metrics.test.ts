import t from 'tap'
import { noObserver } from '../../../hooks/aws/call-observer.ts'
import { systemClock } from '../../../hooks/clock.ts'
import { allMetrics } from '../../../hooks/metrics/catalogue/catalogue.ts'
import { createMetrics } from '../../../hooks/metrics/metrics.ts'
import { createMetricsServer } from '../../../hooks/metrics/metrics-server.ts'
import { missing, promtool } from '../../helpers/prometheus-tools.ts'
import { totalOf } from '../../helpers/samples.ts'

const version = '1.2.3'

t.test(
  'names and units are those that Prometheus asks for',
  { skip: missing('promtool') },
  async t => {
    const metrics = createMetrics({ clock: systemClock, version })
    metrics.addProcess()
    const { status, output } = promtool(['check', 'metrics'], await metrics.text())
    t.equal(output, '')
    t.equal(status, 0)
  }
)

t.test('every name has the prefix, and every counter ends as counters do', async t => {
  for (const { name, type, labels } of allMetrics) {
    t.match(name, /^gateway_orchestrator_[a-z0-9_]+$/)
    t.equal(name.endsWith('_total'), type === 'counter', name)
    t.notOk(
      labels.some(label => ['hostname', 'namespace', 'request'].includes(label)),
      name
    )
  }
  t.equal(new Set(allMetrics.map(({ name }) => name)).size, allMetrics.length)
})

t.test('the build and the answers by status are shown', async t => {
  const metrics = createMetrics({ clock: systemClock, version })
  for (const code of [200, 200, 401]) metrics.responded('/domain-claim/sync', code)
  const text = await metrics.text()
  t.equal(totalOf(text, 'build_info', { version, node_version: process.version }), 1)
  const labels = { controller: 'domain-claim', hook: 'sync' }
  t.equal(totalOf(text, 'hook_responses_total', { ...labels, code: '200' }), 2)
  t.equal(totalOf(text, 'hook_responses_total', { ...labels, code: '401' }), 1)
})

t.test('the server answers on /metrics, and nothing else', async t => {
  const metrics = createMetrics({ clock: systemClock, version })
  const server = createMetricsServer(metrics)
  t.teardown(() => server.close())
  const answer = await server.inject('/metrics')
  t.equal(answer.statusCode, 200)
  t.match(answer.headers['content-type'], /^text\/plain; version=0\.0\.4/)
  t.match(answer.body, /^gateway_orchestrator_build_info\{.*\} 1$/m)
  t.equal((await server.inject('/gateway-pool/sync')).statusCode, 404)
})

t.test('hooks behave the same with metrics, when they fail too', async t => {
  const metrics = createMetrics({ clock: systemClock, version })
  const fails = async () => {
    throw new Error('ours')
  }
  const answers = async () => ({ status: 200, body: 'no object' }) as const
  const hooks = metrics.watch({
    '/domain-claim/sync': fails,
    '/gateway-pool/sync': answers
  } as unknown as Parameters<typeof metrics.watch>[0])
  const warnings: string[] = []
  const log = {
    info() {},
    error() {},
    warn: (_: object, message: string) => warnings.push(message)
  }
  const call = { dryRun: false, log }
  await t.rejects(hooks['/domain-claim/sync']({}, call), { message: 'ours' })
  t.strictSame(await hooks['/gateway-pool/sync']({}, call), { status: 200, body: 'no object' })
  t.strictSame(warnings, ['an answer is missing in the metrics'])
  const text = await metrics.text()
  const count = (outcome: string) => totalOf(text, 'hook_duration_seconds_count', { outcome })
  t.strictSame([count('failed'), count('answered')], [1, 1])
})

t.test('a dry run counts as one, and as no sign of life of Metacontroller', async t => {
  const metrics = createMetrics({ clock: systemClock, version })
  const answers = async () => ({ status: 200, body: {} }) as const
  const hooks = metrics.watch({
    '/gateway-pool/sync': answers
  } as unknown as Parameters<typeof metrics.watch>[0])
  const log = { info() {}, error() {}, warn() {} }
  await hooks['/gateway-pool/sync']({}, { dryRun: true, log })
  const text = await metrics.text()
  t.equal(totalOf(text, 'hook_duration_seconds_count', { outcome: 'dry_run' }), 1)
  t.equal(totalOf(text, 'hook_last_request_timestamp_seconds'), undefined)
  t.equal(totalOf(text, 'pool_last_sync_timestamp_seconds'), undefined)
})

t.test('an observer that wants to know nothing takes everything', async t => {
  noObserver.batched(1)
  noObserver.waited({ service: 'acm', region: '', operation: '', isSent: true, seconds: 0 })
  noObserver.ended({ service: 'acm', region: '', operation: '', result: 'success', seconds: 0 })
  t.pass()
})
