import type { DomainClaim } from '../../api/domain-claim.ts'
import { group } from '../../api/schema.ts'
import type { StepContext } from './step-context.ts'

/** Annotation on a deleted DomainClaim: let it go, and leave alias and certificate in AWS. */
const abandonAnnotation = `${group}/abandon`

/** Whether alias and certificate stay in AWS when the claim is deleted. */
export function isRetained(claim: DomainClaim): boolean {
  return claim.spec.deletionPolicy === 'Retain' || isAbandoned(claim)
}

/** Whether a person has annotated the claim to be let go, whatever it leaves in AWS. */
export function isAbandoned({ metadata }: DomainClaim): boolean {
  return metadata.annotations?.[abandonAnnotation] === 'true'
}

/** How long (ms) a deleted claim waits for an answer that AWS does not give. */
const heldForMs = 3600_000

/**
 * Whether a claim was deleted so long ago that it stops waiting for answers that AWS does not give.
 */
export function isOverdue({ metadata }: DomainClaim, now: number): boolean {
  return now - Date.parse(metadata.deletionTimestamp ?? '') > heldForMs
}

/** Most claims are gone within this time (ms) after their deletion, also a thousand at once. */
const goneWithinMs = 180_000

/**
 * Whether a claim was deleted so lately that what it waits for usually comes within seconds. The
 * clock of the API server may be ahead of ours.
 */
export function isGoing({ metadata }: Pick<DomainClaim, 'metadata'>, now: number): boolean {
  return Math.abs(now - Date.parse(metadata.deletionTimestamp ?? '')) < goneWithinMs
}

/**
 * The latest time (ms) at which the claim's deletion can have been requested. Nothing new is
 * started for the claim after this time. Kubernetes cuts the time of a deletion to the second, so a
 * second is added. The clock of the API server may be ahead of ours, so the result is never later
 * than the first sync that showed the deletion. What that sync has changed counts as changed after
 * the deletion: otherwise a claim that is synced within this second would read its zone once more.
 */
export function deletedAt(claim: DomainClaim, context: StepContext): number {
  const time = Date.parse(claim.metadata.deletionTimestamp ?? '')
  const seenAt = context.deletionSeenAt ?? context.began
  return Number.isNaN(time) ? seenAt : Math.min(time + 1000, seenAt)
}

/**
 * Whether the status names the certificate that was last requested for the claim. If the
 * certificate in the status has ended, its successor may have been requested, and the ARN of the
 * successor lost.
 */
export function isCertificateKnown({ status }: DomainClaim): boolean {
  const { arn, ended } = status?.certificate ?? {}
  return arn !== undefined && arn !== ended?.arn
}
