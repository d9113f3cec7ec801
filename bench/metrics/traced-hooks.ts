import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { context, ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Hook } from '../../hooks/hook.ts'
import { hookAttributes } from '../../hooks/tracing/hook-attributes.ts'
import {
  beginTrace,
  describeTrace,
  followResponse,
  inTrace
} from '../../hooks/tracing/request-trace.ts'

/**
 * Whether spans are recorded: not at all, as without the SDK of OpenTelemetry, or all of them, as
 * with the SDK and its default sampler.
 */
export type Recording = 'none' | 'all'

/** Spans of hooks in this process, recorded or not. */
export type TracingSwitch = {
  /** Takes effect for the spans that begin from now on. */
  record: (recording: Recording) => void
  /** Sends the spans that are left. @throws if the collector does not take them */
  flush: () => Promise<void>
}

/**
 * Makes spans of this process switchable, so that both ways can be measured in turns. The tracers
 * of the hooks keep the provider that they first find, so it is one that passes each span on.
 * @param collector - the address to which spans are sent
 */
export function switchTracing(collector: string): TracingSwitch {
  const exporter = new OTLPTraceExporter({ url: `${collector}/v1/traces` })
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 8192 })
  const name = 'gateway-orchestrator'
  const recorded = new TracerProvider({ spanProcessors: [processor] }).getTracer(name)
  // What the API gives out while no SDK is there.
  const unrecorded = new ProxyTracerProvider().getTracer(name)
  let tracer: Tracer = unrecorded
  const startSpan: Tracer['startSpan'] = (...args) => tracer.startSpan(...args)
  // The hooks begin no active spans.
  const passing: Tracer = { startSpan, startActiveSpan: unrecorded.startActiveSpan }
  trace.setGlobalTracerProvider({ getTracer: () => passing })
  return {
    record(recording) {
      context.disable()
      tracer = recording === 'all' ? recorded : unrecorded
      if (recording === 'all')
        context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    },
    flush: () => processor.forceFlush()
  }
}

/**
 * A hook with the span of its request, as `hooks/app.ts` makes it.
 * @param path - the path of the hook
 */
export function tracedHook(hook: Hook, path: string): Hook {
  return async (body, call) => {
    const request = { method: 'POST', url: path, headers: {} } as IncomingMessage
    const ended = new EventEmitter()
    const response = Object.assign(ended, { statusCode: 200, writableFinished: true })
    beginTrace(request)
    followResponse(request, response as unknown as ServerResponse, path)
    describeTrace(request, () => hookAttributes(body as object, call.dryRun))
    const answer = await inTrace(request, () => hook(body, call))
    response.statusCode = answer.status
    ended.emit('close')
    return answer
  }
}
