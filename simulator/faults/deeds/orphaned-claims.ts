import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { PoolPlan } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'
import { allowDeletions, editPool } from './pools.ts'
import { withdrawAll } from './requests.ts'

/**
 * A claim that is restored from a backup while its pool is being deleted stays without an owner:
 * Metacontroller adopts no objects for such a pool, and the pool goes although the claim exists.
 * Only a new pool of the same name adopts the claim. So people withdraw the requests that keep the
 * old pool, and once the old pool is gone, they create the pool again. The caller repeats this.
 * @returns whether people did something
 */
export function rescueOrphanedClaims(plans: readonly PoolPlan[], world: FaultWorld): boolean {
  const { claims, pools } = world.truth
  const orphans = claims().filter(isOrphan)
  const orphaned = plans.filter(({ name }) => orphans.some(({ spec }) => spec.poolName === name))
  for (const plan of orphaned) {
    const pool = pools().find(({ metadata }) => metadata.name === plan.name)
    if (pool === undefined) editPool(plan, world)
    else if (pool.metadata.deletionTimestamp !== undefined) {
      withdrawAll(plan.name, world)
      allowDeletions(plan.name, true, world)
    }
  }
  return orphaned.length > 0
}

function isOrphan({ metadata }: DomainClaim): boolean {
  const hasOwner = metadata.ownerReferences?.some(({ controller }) => controller)
  return metadata.deletionTimestamp === undefined && !hasOwner
}
