import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { PoolPlan } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import { withdrawAll } from './namespaces.ts'
import { editPool } from './pools.ts'

/**
 * Metacontroller lets a pool that is being deleted adopt nothing: such a pool does not see a claim that a backup
 * brings back then, and goes without it. The claim waits for the next pool of that name, so people let the old one go
 * and make another.
 */
export function helpOrphans(plans: readonly PoolPlan[], world: FaultWorld): void {
  const orphans = world.sight.claims().filter(isOrphan)
  for (const plan of plans) {
    if (!orphans.some(({ spec }) => spec.poolName === plan.name)) continue
    const pool = world.sight.pools().find(({ metadata }) => metadata.name === plan.name)
    if (pool === undefined) editPool(plan, world)
    else if (pool.metadata.deletionTimestamp !== undefined) withdrawAll(plan.name, world)
  }
}

function isOrphan({ metadata }: DomainClaim): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    !metadata.ownerReferences?.some(({ controller }) => controller)
  )
}
