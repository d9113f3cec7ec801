import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { beginTrace } from '../../../hooks/tracing/request-trace.ts'

function traceID(traceparent: string | undefined, method = 'POST'): string {
  return beginTrace({ method, headers: { traceparent } } as unknown as IncomingMessage)
}

const id = '4bf92f3577b34da6a3ce929d0e0e4736'

t.test('the trace of the caller goes on', async t => {
  for (const header of [
    `00-${id}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7-00`,
    `cc-${id}-00f067aa0ba902b7-01-what-the-future-will-be`
  ])
    t.equal(traceID(header), id, header)
})

t.test('without a valid one, a new trace begins', async t => {
  for (const header of [
    undefined,
    '',
    id,
    `00-${id.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff-${id}-00f067aa0ba902b7-01`,
    `00-${id}-00f067aa0ba902b7-01-more`,
    `00-${id}-00f067aa0ba902b7-01x`,
    `00-${id}00-00f067aa0ba902b7-01`
  ]) {
    const made = traceID(header)
    t.match(made, /^[\da-f]{32}$/)
    t.not(made, id, String(header))
    t.not(traceID(header), made, 'another each time')
  }
})
