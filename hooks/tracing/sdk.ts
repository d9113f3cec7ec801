import { hostname } from 'node:os'
import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { getNumberFromEnv } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { defined } from '../defined.ts'
import { createHourlyLog } from '../hourly-log.ts'
import { textOf } from '../text/text-of.ts'
import { samplerFrom } from './sampler.ts'
import type { Tracing, TracingOptions } from './tracing.ts'

/** How long (ms) the end of the process waits for the spans that are left. */
const lastSpansMs = 2_000

/**
 * Starts the SDK of OpenTelemetry: spans go in batches to a collector, by OTLP over HTTP, as the
 * standard variables OTEL_* say. Spans that the collector does not take are dropped.
 */
export function startSDK({ env, clock, log, cluster }: TracingOptions): Tracing {
  const say = createHourlyLog(clock, log)
  const warn = (problem: string) => say('OpenTelemetry', { problem })
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true }
  )
  const exporter = new OTLPTraceExporter()
  const provider = new TracerProvider({
    resource: resourceOf(cluster),
    sampler: samplerFrom(env, warn),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batchesFromEnv() })]
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  return {
    stop: async () => {
      const shutdown = provider.shutdown().catch(error => warn(textOf(error)))
      await Promise.race([shutdown, clock.sleep(lastSpansMs)])
    }
  }
}

/** How spans are sent in batches, as the variables OTEL_BSP_* say. */
function batchesFromEnv() {
  return defined({
    scheduledDelayMillis: getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: getNumberFromEnv('OTEL_BSP_EXPORT_TIMEOUT'),
    maxQueueSize: getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: getNumberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE')
  })
}

/** What all spans say of this process. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count more. */
function resourceOf(cluster: string) {
  const own = resourceFromAttributes({
    'service.name': 'gateway-orchestrator',
    'service.instance.id': hostname(),
    'k8s.cluster.name': cluster
  })
  return own.merge(detectResources({ detectors: [envDetector] }))
}

function ignore(): void {
  // The SDK says more than anybody reads.
}
