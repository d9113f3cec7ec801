import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler
} from '@opentelemetry/sdk-trace'
import type { Environment } from '../config/read-settings.ts'

/**
 * The sampler that OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG name. As the specification says,
 * a value that is not known counts as absent, with a warning.
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/)
 */
export function samplerFrom(env: Environment, warn: (problem: string) => void): Sampler {
  const name = (env.OTEL_TRACES_SAMPLER ?? '').trim() || 'parentbased_always_on'
  const [, parentBased, rootName] = /^(parentbased_)?(.*)$/.exec(name) ?? []
  const root = rootSampler(rootName ?? '', env.OTEL_TRACES_SAMPLER_ARG, warn)
  if (root === undefined) {
    warn(`OTEL_TRACES_SAMPLER=${name} is not known; taking parentbased_always_on`)
    return new ParentBasedSampler({ root: new AlwaysOnSampler() })
  }
  return parentBased === undefined ? root : new ParentBasedSampler({ root })
}

function rootSampler(
  name: string,
  argument: string | undefined,
  warn: (problem: string) => void
): Sampler | undefined {
  if (name === 'always_on') return new AlwaysOnSampler()
  if (name === 'always_off') return new AlwaysOffSampler()
  if (name !== 'traceidratio') return undefined
  const ratio = argument === undefined || argument.trim() === '' ? 1 : Number(argument)
  if (ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio)
  warn(`OTEL_TRACES_SAMPLER_ARG=${argument} is not a number from 0 to 1; taking 1`)
  return new TraceIdRatioBasedSampler(1)
}
