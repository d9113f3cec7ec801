import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a new hostname to a namespace that has used up its share of the certificates of a year.
 * A hostname that has a claim needs no new certificate, so this applies to newcomers only. The
 * message does not say what other namespaces use.
 */
export function shareUsedUp(
  { request: { ref } }: Candidate,
  { shares }: AdmissionContext
): Refusal | undefined {
  const used = shares.usedUp.get(ref.namespace)
  if (used === undefined) return undefined
  return {
    reason: 'ShareUsedUp',
    message:
      `namespace ${ref.namespace} has used up its share of the certificates that the AWS account ` +
      'may request in a year, with hostnames that it made and deleted again or whose ' +
      `certificates failed. The next hostname is possible at ${hourOf(used.comesBackAt)} UTC`
  }
}

/** A time of which the minutes are zero, in words. */
export function hourOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
