import type { Environment } from '../config/read-settings.ts'
import type { Tracing, TracingOptions } from './tracing.ts'

/**
 * Whether the environment asks for traces: an endpoint, or the exporter by name. The SDK takes
 * memory and time, so it is loaded only then.
 */
export function asksForTraces(env: Environment): boolean {
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return false
  const exporters = (env.OTEL_TRACES_EXPORTER ?? '').split(',').map(name => name.trim())
  if (exporters.includes('none')) return false
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT
  return exporters.includes('otlp') || (endpoint ?? '') !== ''
}

/**
 * Starts tracing if the environment asks for it; `undefined` if it does not. A fault in tracing
 * never stops the service: it is logged.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing | undefined> {
  if (!asksForTraces(options.env)) return undefined
  try {
    const { startSDK } = await import('./sdk.ts')
    return startSDK(options)
  } catch (err) {
    options.log.error({ err }, 'no traces: OpenTelemetry cannot be started')
    return undefined
  }
}
