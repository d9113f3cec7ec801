import type { Clock } from '../../hooks/clock.ts'
import type { Quotas } from './quotas.ts'
import type { Random } from './random.ts'
import type { Timings } from './timings.ts'

/** The account and settings that all parts of the embedded AWS share. */
export type Account = {
  readonly id: string
  readonly clock: Clock
  readonly random: Random
  readonly timings: Timings
  readonly quotas: Quotas
}

/**
 * @param region - such as `cn-north-1`
 * @returns the partition that ARNs of this region contain, such as `aws-cn` (AWS general reference,
 * "Amazon Resource Names")
 */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  if (region.startsWith('us-gov-')) return 'aws-us-gov'
  return 'aws'
}
