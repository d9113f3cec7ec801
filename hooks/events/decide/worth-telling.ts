import { isReason, type Reason, reasons } from '../../conditions/reasons.ts'

/**
 * Reasons that do not stall, but that a person wants to read: their advice says what to look at if
 * the wait does not end, or something has gone that was there.
 */
const waitsToTell: readonly string[] = [
  'ValidationPending',
  'WaitingForGateway',
  'WaitingForAttachment',
  'CertificateInUse',
  'Released',
  'OtherPoolsUnknown',
  'Deleting'
] satisfies readonly Reason[]

/** Reasons that do not stall, but that say that something has gone wrong. */
const alarms: readonly string[] = [
  'CertificateGone',
  'CertificateExpired'
] satisfies readonly Reason[]

/**
 * Whether an object that is not Ready for this reason gets an event, and of which type; `undefined`
 * if it gets none, because it only waits for a moment.
 */
export function typeFor(reason: string): 'Normal' | 'Warning' | undefined {
  if (stalls(reason) || alarms.includes(reason)) return 'Warning'
  return waitsToTell.includes(reason) ? 'Normal' : undefined
}

/** Whether an object that has this reason waits for a person. */
export function stalls(reason: string): boolean {
  return isReason(reason) && reasons[reason].stalls
}
