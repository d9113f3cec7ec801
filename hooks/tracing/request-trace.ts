import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Attributes,
  type Context,
  context,
  defaultTextMapGetter,
  isValidTraceId,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'

const propagator = new W3CTraceContextPropagator()
const tracer = trace.getTracer('gateway-orchestrator')

type RequestTrace = { span: Span; context: Context }

/**
 * The span of each request that is being answered. Without the SDK of OpenTelemetry these spans
 * record nothing, but the log has the trace ID of the caller all the same.
 */
const traces = new WeakMap<IncomingMessage, RequestTrace>()

/**
 * Begins the span of a request, in the trace of the caller if the request names one
 * (https://www.w3.org/TR/trace-context/). Hooks are called by POST; any other request gets no span.
 * @returns the trace ID: that of the caller, or a new one
 */
export function beginTrace(request: IncomingMessage): string {
  const { headers, method } = request
  const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter)
  if (method !== 'POST') return validOrNew(trace.getSpanContext(parent)?.traceId)
  const span = tracer.startSpan('POST', { kind: SpanKind.SERVER }, parent)
  traces.set(request, { span, context: trace.setSpan(parent, span) })
  return validOrNew(span.spanContext().traceId)
}

/**
 * Ends the span of a request with its response. The names of the attributes are those of
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 * @param route the path of the hook; `undefined` if there is no hook at the path
 */
export function followResponse(
  request: IncomingMessage,
  response: ServerResponse,
  route: string | undefined
): void {
  const span = traces.get(request)?.span
  if (span === undefined || !span.isRecording()) return
  span.updateName(route === undefined ? 'POST' : `POST ${route}`)
  span.setAttributes({
    'http.request.method': 'POST',
    'url.scheme': 'http',
    'url.path': (request.url ?? '').replace(/\?.*/s, '').slice(0, 200),
    ...(route === undefined ? {} : { 'http.route': route })
  })
  response.once('close', () => {
    const { statusCode, writableFinished } = response
    if (writableFinished) span.setAttribute('http.response.status_code', statusCode)
    else span.setAttribute('error.type', 'caller_gone')
    if (statusCode >= 500 || !writableFinished) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  })
}

/** Runs a hook so that the spans of its AWS calls are children of its request's span. */
export function inTrace<T>(request: IncomingMessage, run: () => T): T {
  const traced = traces.get(request)
  return traced === undefined ? run() : context.with(traced.context, run)
}

/** Adds to a request's span what it is about. @param describe is called only if somebody records */
export function describeTrace(request: IncomingMessage, describe: () => Attributes): void {
  const span = traces.get(request)?.span
  if (span?.isRecording()) span.setAttributes(describe())
}

function validOrNew(traceId: string | undefined): string {
  return traceId !== undefined && isValidTraceId(traceId) ? traceId : newTraceID()
}

/**
 * A new trace ID of 32 hex digits. It is made from a UUID, because Node keeps random bytes for many
 * UUIDs in advance. Each call of `randomBytes` would take 10 µs.
 */
export function newTraceID(): string {
  return randomUUID().replaceAll('-', '')
}
