import t from 'tap'
import { switchTracing, tracedHook } from '../../../bench/metrics/traced-hooks.ts'
import type { HookAnswer } from '../../../hooks/hook.ts'
import { startReceiver } from '../../helpers/otlp-receiver.ts'

const path = '/hostname-request/sync'
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const parent = { kind: 'GatewayHostnameRequest', metadata: { name: 'a', namespace: 'b', uid: 'c' } }

t.test('the spans of hooks are recorded only while they are to be', async t => {
  const receiver = await startReceiver()
  t.teardown(() => receiver.close())
  const tracing = switchTracing(receiver.url)
  const answer: HookAnswer = { status: 200, body: {} }
  const hook = tracedHook(async () => answer, path)
  const run = () => hook({ parent }, { dryRun: false, log })
  for (const [recording, spans] of [
    ['none', 0],
    ['all', 1],
    ['none', 1],
    ['all', 2]
  ] as const) {
    tracing.record(recording)
    t.equal(await run(), answer)
    tracing.record('none')
    await tracing.flush()
    t.equal(receiver.spans.length, spans, recording)
  }
  t.match(receiver.spans[0], {
    name: `POST ${path}`,
    attributes: { 'gateway_orchestrator.parent.uid': 'c' }
  })
})
