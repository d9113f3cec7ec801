import type { DomainClaim } from '../../api/domain-claim.ts'
import { group } from '../../api/schema.ts'
import type { StepContext } from '../observe/observation.ts'

/** Annotation on a DomainClaim that is already being deleted: let go without touching alias and certificate. */
const abandonAnnotation = `${group}/abandon`

/** Whether alias and certificate stay in AWS when the claim goes. */
export function isRetained(claim: DomainClaim): boolean {
  return claim.spec.deletionPolicy === 'Retain' || isAbandoned(claim)
}

/** Whether somebody has said that the claim is to be let go of, whatever stays. */
export function isAbandoned({ metadata }: DomainClaim): boolean {
  return metadata.annotations?.[abandonAnnotation] === 'true'
}

/** For how long a claim that goes is held by what AWS should say and does not (ms). */
const heldFor = 3600_000

/** Whether a claim has been going for so long that what cannot be found out holds it no longer. */
export function isOverdue({ metadata }: DomainClaim, now: number): boolean {
  return now - Date.parse(metadata.deletionTimestamp ?? '') > heldFor
}

/**
 * When the claim's deletion was asked for (ms), at the latest. From then on nobody starts anything new
 * for it. Kubernetes cuts the time to the second; a clock that is ahead of ours does not make it later
 * than this sync.
 */
export function deletedAt(claim: DomainClaim, context: StepContext): number {
  const time = Date.parse(claim.metadata.deletionTimestamp ?? '')
  return Number.isNaN(time) ? context.began : Math.min(time + 1000, context.began)
}
