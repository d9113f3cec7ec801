import type { CertificateStatus, DomainClaim } from '../../api/domain-claim.ts'
import type { RenewalState } from '../../aws/acm.ts'
import type { Observation, SeenCertificate } from './observation.ts'

const dayMs = 86_400_000

/** ACM begins to renew a certificate this long (ms) before it expires (ACM user guide). */
const renewalBeginsMs = 60 * dayMs

/** Whether ACM should be renewing the certificate, or have renewed it, by now. */
export function isRenewalDue({ notAfter }: Pick<SeenCertificate, 'notAfter'>, now: number) {
  return notAfter !== undefined && notAfter - now <= renewalBeginsMs
}

/** The states of a renewal in which it does not go on before somebody does something. */
const failing: readonly string[] = ['PENDING_VALIDATION', 'FAILED']

/**
 * The renewal that ACM cannot carry out; `undefined` when there is none. ACM says so only when it
 * describes the certificate, which happens once a day or less. In between, the status remembers it,
 * until the listing shows a later end of the certificate.
 */
export function failingRenewal(
  { status }: DomainClaim,
  certificate: SeenCertificate,
  now: number
): RenewalState | undefined {
  const { arn, described } = certificate
  if (certificate.status !== 'ISSUED' || !isRenewalDue(certificate, now)) return undefined
  const remembered = arn === status?.certificate?.arn ? status.certificate.renewal : undefined
  const renewal = described === undefined ? remembered : described.renewal
  return renewal !== undefined && failing.includes(renewal.status) ? renewal : undefined
}

/** What the status remembers of a renewal. */
export type RememberedRenewal = NonNullable<CertificateStatus['renewal']>

const daysShown = [1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 60]

/**
 * How many days are left, in few steps, so that the message does not change every day.
 * @param notAfter the end of the certificate (ms)
 */
export function timeLeft(notAfter: number, now: number): string {
  const days = daysShown.find(most => notAfter - now <= most * dayMs)
  if (days === undefined) return 'more than 60 days are left'
  return days === 1 ? 'less than a day is left' : `less than ${days} days are left`
}

/** The time as `2026-03-01 12:00 UTC`. */
export function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const overStates: readonly string[] = ['EXPIRED', 'REVOKED']

/**
 * That the certificate that browsers still get has expired or was revoked, and when;
 * `undefined` when neither is the case. Meanwhile the claim has another certificate, or waits to
 * request it.
 */
export function overInWords({ status }: DomainClaim, seen: Observation): string | undefined {
  const ended = status?.certificate?.ended
  const served = seen.certificates.find(
    ({ status: state, inUse }) => inUse && overStates.includes(state)
  )
  const state = served?.status ?? ended?.reason
  if (state === undefined || !overStates.includes(state)) return undefined
  const isExpired = state === 'EXPIRED' && served?.notAfter !== undefined
  const sawAt = ended === undefined ? undefined : Date.parse(ended.at)
  const time = isExpired ? served.notAfter : sawAt
  return time === undefined ? `the certificate is ${state}` : `${state} since ${minuteOf(time)}`
}
