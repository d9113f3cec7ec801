import { aliasReasons } from './reasons/alias.ts'
import { answersOfPoolReasons } from './reasons/answers-of-pool.ts'
import { awsReasons } from './reasons/aws.ts'
import { certificateReasons } from './reasons/certificate.ts'
import { givingUpReasons } from './reasons/giving-up.ts'
import { loadBalancerReasons } from './reasons/load-balancer.ts'
import { poolReasons } from './reasons/pool.ts'
import { routeReasons } from './reasons/route.ts'
import { successReasons } from './reasons/success.ts'

/**
 * The catalogue of all reasons that a condition can carry; no reason is defined elsewhere. `means`
 * says what the reason means, and `todo` says what to do about it. docs/reference/reasons.md
 * shows this catalogue.
 *
 * `stalls` says whether an object that is not Ready for this reason waits for a person. Helm and
 * Flux give up at once on an object that stalls, and wait for all others until their time-out. So a
 * state that usually ends by itself within minutes does not stall: a wait, a retry, an error of AWS
 * that passes. A state that lasts until a person acts does stall.
 *
 * `todo` has to be complete: `advise` appends it to the message, and the message does not repeat
 * it.
 */
export const reasons = {
  ...successReasons,
  ...answersOfPoolReasons,
  ...certificateReasons,
  ...loadBalancerReasons,
  ...aliasReasons,
  ...awsReasons,
  ...givingUpReasons,
  ...routeReasons,
  ...poolReasons
} as const

/** Reasons of conditions that are True, but that a person should know about. */
const warnings: readonly string[] = ['RenewalFailing', 'RenewalOverdue'] satisfies readonly Reason[]

/** Whether the reason warns: everything works now, but will not for long. */
export function isWarning(reason: string): boolean {
  return warnings.includes(reason)
}

/** A reason of a condition: a key of the catalogue. */
export type Reason = keyof typeof reasons

/** Whether a value is a reason of the catalogue. Other objects may carry any value. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value)
}
