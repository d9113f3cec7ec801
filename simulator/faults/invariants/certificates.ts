import { normalName } from '../../../hooks/dns/records.ts'
import type { CertificateView } from '../../aws/acm/inspection.ts'
import { keyOfRecord } from '../people.ts'
import type { Sight } from '../sight.ts'
import type { ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

export const oneCertificatePerClaim: Invariant = {
  name: 'a claim has one certificate once things have settled',
  begin: () => ({
    settled: sight => {
      const byClaim = Map.groupBy(sight.ownCertificates(), ({ claim }) => claim)
      return firstOf(byClaim, ([claim, own]) => {
        const certificates = own.map(({ certificate }) => certificate)
        if (certificates.length === 1 || isWaitedFor(certificates, sight)) return undefined
        return `${claim} has ${certificates.map(({ arn }) => arn).join(', ')}`
      })
    }
  })
}

/** One that has ended stays on its load balancer until its successor is issued, which a record in the way may prevent. */
function isWaitedFor(certificates: readonly CertificateView[], { people }: Sight): boolean {
  const [successor, ...more] = certificates.filter(({ status }) => needing.has(status))
  if (successor?.status !== 'PENDING_VALIDATION' || more.length > 0 || certificates.length > 2)
    return false
  const awaited = successor.validationRecords.map(({ name }) => normalName(name))
  return [...people.foreign.values()].some(({ name }) => awaited.includes(name))
}

export const noCertificateWithoutClaim: Invariant = {
  name: 'no certificate is left without a claim',
  begin: () => ({ settled: strayCertificate, emptied: strayCertificate })
}

function strayCertificate(sight: Sight): Finding {
  const names = new Set(sight.claims().map(({ metadata }) => metadata.name))
  const stray = sight.ownCertificates().find(({ claim }) => !names.has(claim))
  return stray === undefined
    ? undefined
    : `${stray.certificate.arn} names ${stray.claim}, which does not exist`
}

/** A request whose answer was lost, and whose status was lost too, may be made twice. */
const requestsPerClaim = 2

export const requestsAreBounded: Invariant = {
  name: 'certificates are requested no more often than claims, people and failures call for',
  begin: () => {
    const requested = new Map<string, Set<string>>()
    const claims = new Map<string, { hostname: string; uids: Set<string> }>()
    return {
      afterStep: (sight, step) => {
        if ('event' in step) {
          const { kind, metadata, spec } = step.event.object
          if (kind !== 'DomainClaim') return undefined
          const known = claims.get(metadata.name) ?? {
            hostname: String(spec?.hostname),
            uids: new Set()
          }
          claims.set(metadata.name, { ...known, uids: known.uids.add(metadata.uid) })
          return undefined
        }
        for (const { certificate, claim } of sight.ownCertificates())
          note(requested, claim, certificate.arn)
        return firstOf(claims, ([name, { hostname, uids }]) => {
          const most = requestsPerClaim * uids.size + (sight.people.destroyed.get(hostname) ?? 0)
          const { size } = requested.get(name) ?? new Set()
          return size > most
            ? `${size} certificates for ${hostname}, where ${most} had a cause`
            : undefined
        })
      }
    }
  }
}

function note(counts: Map<string, Set<string>>, name: string, id: string): void {
  counts.set(name, (counts.get(name) ?? new Set()).add(id))
}

export const validationRecordsStay: Invariant = {
  name: 'a validation record stays as long as a certificate needs it',
  begin: () => {
    const present = new Set<string>()
    return {
      afterStep: (sight, step) => {
        if (!('aws' in step)) return undefined
        const isOurs = (record: ZoneRecord) =>
          record.type === 'CNAME' && !sight.people.foreign.has(keyOfRecord(record))
        const names = new Set(
          sight.records().flatMap(record => (isOurs(record) ? [record.name] : []))
        )
        const isKnown = ({ tags, createdAt }: CertificateView) =>
          Object.keys(tags).length > 0 || sight.now() - createdAt >= unknownFor
        const needed = sight.certificates().filter(one => needing.has(one.status) && isKnown(one))
        return firstOf(needed, certificate => lostRecord(certificate, names, present, sight))
      }
    }
  }
}

/**
 * For how long one that somebody else has requested may be unknown to who takes the last one of its name away:
 * lists are behind, a look of the last moments will do, and a call may take effect late (ms).
 */
const unknownFor = 60_000

/** A pending certificate needs it to be issued, an issued one to be renewed. */
const needing: ReadonlySet<string> = new Set(['PENDING_VALIDATION', 'ISSUED'])

function lostRecord(
  { arn, validationRecords }: CertificateView,
  names: ReadonlySet<string>,
  present: Set<string>,
  { people }: Sight
): Finding {
  return firstOf(validationRecords, record => {
    const name = record.name.replace(/\.$/, '')
    const id = `${arn} ${name}`
    if (names.has(name)) present.add(id)
    else if (present.has(id) && !people.isValidationRemoved(name))
      return `${name} is gone, and ${arn} needs it`
    return undefined
  })
}
