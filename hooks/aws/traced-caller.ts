import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { fieldOf } from '../api/field-of.ts'
import type { Caller, Send } from './caller.ts'
import { type AWSFailure, classify } from './failure.ts'

/** Where calls go: the service as AWS names it in its SDKs. */
export type TracedService = { service: 'ACM' | 'Route 53'; region: string }

const tracer = trace.getTracer('gateway-orchestrator')

/**
 * Makes a span of each call that is sent, from then to its answer. The wait for the budget before
 * it is the gap in the span of the hook. A call that several hooks share is a child of the hook
 * that caused it. The names are those of OpenTelemetry's semantic conventions for SDKs of AWS
 * (https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/).
 */
export function traced(call: Caller, service: TracedService): Caller {
  return (operation, fence, send) =>
    call(operation, fence, signal => inSpan({ ...service, operation }, () => send(signal)))
}

type Called = TracedService & { operation: string }

function inSpan<Answer>(called: Called, send: () => ReturnType<Send<Answer>>): Promise<Answer> {
  const { service, region, operation } = called
  const attributes = {
    'rpc.system': 'aws-api',
    'rpc.service': service,
    'rpc.method': operation,
    'cloud.region': region
  }
  const options = { kind: SpanKind.CLIENT, attributes }
  return tracer.startActiveSpan(`${service}/${operation}`, options, async span => {
    try {
      const answer = await send()
      noteRequestID(span, answer)
      return answer
    } catch (error) {
      noteFailure(span, classify(operation, error))
      noteRequestID(span, error)
      throw error
    } finally {
      span.end()
    }
  })
}

function noteRequestID(span: Span, answered: unknown): void {
  const id = fieldOf(fieldOf(answered, '$metadata'), 'requestId')
  if (typeof id === 'string') span.setAttribute('aws.request_id', id)
}

/** The message of a failure has no secrets: it is in the log too. */
function noteFailure(span: Span, { code, message }: AWSFailure): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}
