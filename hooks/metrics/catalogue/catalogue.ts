import { awsMetrics } from './aws.ts'
import type { Definition } from './definition.ts'
import { hookMetrics } from './hooks.ts'
import { poolMetrics } from './pools.ts'
import { requestMetrics } from './requests.ts'

/**
 * All metrics of the hooks; no metric is defined elsewhere. docs/metrics.md shows them. No label is
 * a hostname, a namespace or the name of a request, because there can be thousands of those.
 */
export const catalogue = {
  hooks: hookMetrics,
  aws: awsMetrics,
  pools: poolMetrics,
  requests: requestMetrics
} as const satisfies Record<string, Record<string, Definition>>

/** All metrics as one list, in the order of the documentation. */
export const allMetrics: readonly Definition[] = Object.values(catalogue).flatMap(group =>
  Object.values(group)
)
