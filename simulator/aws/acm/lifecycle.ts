import type { Account } from '../account.ts'
import { canonicalName } from '../route53/names.ts'
import type { RecordSet } from '../route53/record-set.ts'
import { type Certificate, moveTo, type ValidationRecord } from './certificate.ts'
import type { Usage } from './usage.ts'

/** What a certificate's life depends on. */
export type Environment = {
  readonly account: Account
  readonly usage: Usage
  /** A record set as the public DNS knows it. */
  readonly lookUp: (name: string, type: string) => RecordSet | undefined
}

/**
 * Brings a certificate up to the present. Nothing here runs on a timer: whoever looks at a certificate
 * settles it first, and whoever changes what it depends on (DNS, load balancers) settles all before.
 */
export function settle(certificate: Certificate, environment: Environment): void {
  if (certificate.status === 'PENDING_VALIDATION') settlePending(certificate, environment)
  while (certificate.status === 'ISSUED' && settleIssued(certificate, environment)) {
    // Renewed: after a long absence the next renewal may be due as well.
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
  const validSince = validatedSince(certificate, environment)
  const issuedAt =
    validSince === undefined
      ? timeout
      : Math.max(validSince, certificate.createdAt + timings.recordLag) + timings.issueLag
  if (issuedAt < timeout && issuedAt <= now)
    issue(certificate, issuedAt, timings.certificateLifetime)
  else if (timeout <= now) moveTo(certificate, 'VALIDATION_TIMED_OUT', timeout)
}

function issue(certificate: Certificate, at: number, lifetime: number): void {
  certificate.issuedAt = at
  certificate.notBefore = at
  certificate.notAfter = at + lifetime
  moveTo(certificate, 'ISSUED', at)
}

/** @returns whether it was renewed, so that there may be more to do */
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

/** Renewal needs the certificate in use and its CNAME in place (ACM user guide, "Managed renewal"). */
function renewalTime(certificate: Certificate, environment: Environment): number | undefined {
  const heldSince = environment.usage.heldSince(certificate.arn)
  if (heldSince === undefined || certificate.notAfter === undefined) return undefined
  const due = certificate.notAfter - environment.account.timings.renewBefore
  if (due > environment.account.clock.now()) return undefined
  const validSince = validatedSince(certificate, environment)
  return validSince === undefined ? undefined : Math.max(due, heldSince, validSince)
}

/**
 * As all certificates are settled before DNS changes, a look that found nothing is as late as can be: what
 * is found afterwards came after it, whatever the age of the record (its zone may have been delegated since).
 * @returns since when all names have their CNAME in the public DNS, undefined if one lacks it
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

/** @returns since when the public DNS has this CNAME, undefined if it has not */
function foundSince(wanted: ValidationRecord, { lookUp }: Environment): number | undefined {
  const found = lookUp(wanted.name, 'CNAME')
  const value = found?.values[0]
  return value !== undefined && canonicalName(value) === wanted.value ? found?.since : undefined
}
