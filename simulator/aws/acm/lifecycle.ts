import type { Account } from '../account.ts'
import { canonicalName } from '../route53/names.ts'
import type { RecordSet } from '../route53/record-set.ts'
import { type Certificate, moveTo, type ValidationRecord } from './certificate.ts'
import type { Usage } from './usage.ts'

/** What the status of a certificate depends on. */
export type Environment = {
  readonly account: Account
  readonly usage: Usage
  /** Returns the record set that the public DNS has for this name and type. */
  readonly lookUp: (name: string, type: string) => RecordSet | undefined
  /** Whether ACM looks for the validation record before it issues a certificate. */
  readonly needsRecord: boolean
}

/**
 * Brings the status of a certificate up to now. No timer does this. Instead, code that reads a
 * certificate settles that certificate first, and code that changes DNS or load balancers settles
 * all certificates first.
 */
export function settle(certificate: Certificate, environment: Environment): void {
  if (certificate.status === 'PENDING_VALIDATION') settlePending(certificate, environment)
  while (certificate.status === 'ISSUED' && settleIssued(certificate, environment)) {
    // The certificate was renewed. If much time has passed, its next renewal may be due already.
  }
}

function settlePending(certificate: Certificate, environment: Environment): void {
  const { clock, timings } = environment.account
  const now = clock.now()
  const timeout = certificate.createdAt + timings.validationTimeout
  if (certificate.failure !== undefined) {
    const failedAt = certificate.createdAt + timings.recordLag + timings.issueLag
    if (failedAt <= now) moveTo(certificate, 'FAILED', failedAt)
    return
  }
  const validSince = environment.needsRecord
    ? validatedSince(certificate, environment)
    : certificate.createdAt
  const issuedAt =
    validSince === undefined
      ? timeout
      : Math.max(validSince, certificate.createdAt + timings.recordLag) + timings.issueLag
  if (issuedAt < timeout && issuedAt <= now)
    issue(certificate, issuedAt, timings.certificateLifetime)
  else if (timeout <= now) moveTo(certificate, 'VALIDATION_TIMED_OUT', timeout)
}

function issue(certificate: Certificate, issuedAt: number, lifetime: number): void {
  certificate.issuedAt = issuedAt
  certificate.notBefore = issuedAt
  certificate.notAfter = issuedAt + lifetime
  moveTo(certificate, 'ISSUED', issuedAt)
}

/**
 * @returns whether the certificate was renewed, in which case its next renewal may be due already
 */
function settleIssued(certificate: Certificate, environment: Environment): boolean {
  const { clock, timings } = environment.account
  const now = clock.now()
  const notAfter = certificate.notAfter ?? Number.POSITIVE_INFINITY
  const renewal = renewalTime(certificate, environment)
  if (renewal !== undefined && renewal <= now && renewal < notAfter) {
    certificate.renewedAt = renewal
    certificate.notBefore = renewal
    certificate.notAfter = renewal + timings.certificateLifetime
    return timings.certificateLifetime > timings.renewBefore
  }
  if (notAfter <= now) moveTo(certificate, 'EXPIRED', notAfter)
  return false
}

/**
 * The time at which ACM renewed a certificate, or `undefined` if it has not. ACM renews a
 * certificate when three things are true: the renewal is due, a load balancer uses the certificate,
 * and its CNAMEs are in DNS (ACM user guide, "Managed renewal").
 */
function renewalTime(certificate: Certificate, environment: Environment): number | undefined {
  const heldSince = environment.usage.heldSince(certificate.arn)
  if (heldSince === undefined || certificate.notAfter === undefined) return undefined
  const due = certificate.notAfter - environment.account.timings.renewBefore
  if (due > environment.account.clock.now()) return undefined
  const validSince = validatedSince(certificate, environment)
  return validSince === undefined ? undefined : Math.max(due, heldSince, validSince)
}

/**
 * The time since which the public DNS has the CNAMEs of all names of a certificate. Hazard: a
 * record can be older than its place in the public DNS, if its zone was delegated later. So the
 * result is never before the last time at which ACM did not find all CNAMEs. That time is exact,
 * because all certificates are settled before each change of DNS.
 * @returns the time in milliseconds since the epoch, `undefined` if a CNAME is missing
 */
export function validatedSince(
  certificate: Certificate,
  environment: Environment
): number | undefined {
  if (certificate.validationMethod !== 'DNS') return undefined
  const times = [...certificate.records.values()].map(record => foundSince(record, environment))
  if (times.every(time => time !== undefined)) return Math.max(certificate.unfoundAt ?? 0, ...times)
  certificate.unfoundAt = environment.account.clock.now()
  return undefined
}

/**
 * @returns when the record was written if the public DNS has this CNAME, `undefined` if it does not
 */
function foundSince(wanted: ValidationRecord, { lookUp }: Environment): number | undefined {
  const found = lookUp(wanted.name, 'CNAME')
  const value = found?.values[0]
  return value !== undefined && canonicalName(value) === wanted.value ? found?.since : undefined
}
