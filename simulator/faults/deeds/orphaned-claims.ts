import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { PoolPlan } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import { editPool } from './pools.ts'
import { withdrawAll } from './requests.ts'

/**
 * Metacontroller adopts nothing for a pool that is being deleted. A claim that is restored from a
 * backup at that time stays without an owner, and the pool goes without seeing it. The claim needs
 * the next pool of that name. So people withdraw the requests that keep the old pool, and then make
 * the pool again.
 */
export function rescueOrphanedClaims(plans: readonly PoolPlan[], world: FaultWorld): void {
  const { claims, pools } = world.truth
  const orphans = claims().filter(isOrphan)
  for (const plan of plans) {
    if (!orphans.some(({ spec }) => spec.poolName === plan.name)) continue
    const pool = pools().find(({ metadata }) => metadata.name === plan.name)
    if (pool === undefined) editPool(plan, world)
    else if (pool.metadata.deletionTimestamp !== undefined) withdrawAll(plan.name, world)
  }
}

function isOrphan({ metadata }: DomainClaim): boolean {
  const hasOwner = metadata.ownerReferences?.some(({ controller }) => controller)
  return metadata.deletionTimestamp === undefined && !hasOwner
}
