import { normalName } from '../../../hooks/dns/records.ts'
import type { CertificateView } from '../../aws/acm/inspection.ts'
import { keyOfRecord } from '../people.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/**
 * The states in which a certificate needs its validation record. Without the record, a pending
 * certificate is not issued, and an issued certificate is not renewed.
 */
const needsRecord: ReadonlySet<string> = new Set(['PENDING_VALIDATION', 'ISSUED'])

export const oneCertificatePerClaim: Invariant = {
  name: 'a claim has one certificate once things have settled',
  begin: () => ({
    settled: truth => {
      const byClaim = Map.groupBy(truth.ownCertificates(), ({ claim }) => claim)
      return firstOf(byClaim, ([claim, own]) => {
        const certificates = own.map(({ certificate }) => certificate)
        if (certificates.length === 1 || isSuccessorBlocked(certificates, truth)) return undefined
        return `${claim} has ${certificates.map(({ arn }) => arn).join(', ')}`
      })
    }
  })
}

/**
 * Whether a claim has two certificates for a good reason. A certificate that has ended stays until
 * its successor is issued, and a foreign record in place of the validation record blocks that.
 */
function isSuccessorBlocked(certificates: readonly CertificateView[], { people }: Truth): boolean {
  if (certificates.length > 2) return false
  const [successor, ...others] = certificates.filter(({ status }) => needsRecord.has(status))
  if (successor?.status !== 'PENDING_VALIDATION' || others.length > 0) return false
  const awaited = successor.validationRecords.map(({ name }) => normalName(name))
  return [...people.foreignRecords.values()].some(({ name }) => awaited.includes(name))
}

export const noCertificateWithoutClaim: Invariant = {
  name: 'no certificate is left without a claim',
  begin: () => ({ settled: findStrayCertificate, emptied: findStrayCertificate })
}

function findStrayCertificate(truth: Truth): Finding {
  const names = new Set(truth.claims().map(({ metadata }) => metadata.name))
  const stray = truth.ownCertificates().find(({ claim }) => !names.has(claim))
  return stray && `${stray.certificate.arn} names ${stray.claim}, which does not exist`
}

/**
 * How many certificates a claim may request without another cause. If the response to the first
 * request and the status of the claim both get lost, the hooks request a second certificate.
 */
const requestsPerClaim = 2

/** The hostname of a claim, and the uids of all claims that have had the name of this claim. */
type KnownClaim = { hostname: string; uids: Set<string> }

export const requestsAreBounded: Invariant = {
  name: 'certificates are requested no more often than claims, people and failures call for',
  begin: () => {
    const arnsByClaim = new Map<string, Set<string>>()
    const claims = new Map<string, KnownClaim>()
    return {
      afterStep: (truth, step) => {
        if ('event' in step) {
          const { kind, metadata, spec } = step.event.object
          if (kind !== 'DomainClaim') return undefined
          const claim = { hostname: String(spec?.hostname), uids: new Set<string>() }
          getOrAdd(claims, metadata.name, claim).uids.add(metadata.uid)
          return undefined
        }
        for (const { certificate, claim } of truth.ownCertificates())
          getOrAdd(arnsByClaim, claim, new Set<string>()).add(certificate.arn)
        return firstOf(claims, ([name, claim]) =>
          tooManyRequests(claim, arnsByClaim.get(name)?.size ?? 0, truth)
        )
      }
    }
  }
}

function getOrAdd<T>(map: Map<string, T>, key: string, value: T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  map.set(key, value)
  return value
}

function tooManyRequests(
  { hostname, uids }: KnownClaim,
  requested: number,
  { people }: Truth
): Finding {
  const destroyed = people.destroyedCertificates.get(hostname) ?? 0
  const most = requestsPerClaim * uids.size + destroyed
  if (requested <= most) return undefined
  return `${requested} certificates for ${hostname}, where ${most} had a cause`
}

export const validationRecordsStay: Invariant = {
  name: 'a validation record stays as long as a certificate needs it',
  begin: () => {
    const presentOnce = new Set<string>()
    /** The same, also from before the certificate was known. */
    const presentEver = new Set<string>()
    return {
      afterStep: (truth, step) => {
        if (!('aws' in step)) return undefined
        const names = namesOfOwnRecords(truth)
        const needing = truth.certificates().filter(({ status }) => needsRecord.has(status))
        const needed = needing.filter(certificate => isKnown(certificate, truth))
        notePresent(needing, names, presentEver)
        notePresent(needed, names, presentOnce)
        return firstOf(needed, certificate => lostRecord(certificate, names, presentOnce, truth))
      },
      // A record that went while its removal was under way has to be back.
      settled: truth => {
        const names = namesOfOwnRecords(truth)
        const needed = truth.certificates().filter(isNeedingOwn)
        return firstOf(needed, certificate => lostRecord(certificate, names, presentEver, truth))
      }
    }
  }
}

/** The names of the CNAME records that are not foreign. */
function namesOfOwnRecords({ records, people }: Truth): ReadonlySet<string> {
  const own = records()
    .filter(({ type }) => type === 'CNAME')
    .filter(record => !people.foreignRecords.has(keyOfRecord(record)))
  return new Set(own.map(({ name }) => name))
}

/** Notes, for each certificate, which of its validation records are in a zone. */
function notePresent(
  certificates: readonly CertificateView[],
  names: ReadonlySet<string>,
  presentOnce: Set<string>
): void {
  for (const { arn, validationRecords } of certificates)
    for (const name of validationRecords.map(nameOf))
      if (names.has(name)) presentOnce.add(`${arn} ${name}`)
}

function nameOf({ name }: { name: string }): string {
  return name.replace(/\.$/, '')
}

function isNeedingOwn({ status, tags }: CertificateView): boolean {
  return needsRecord.has(status) && Object.keys(tags).length > 0
}

/**
 * For how long (ms) the hooks may not know a certificate that somebody else has requested. In this
 * time the hooks may remove the validation record that the certificate needs. The causes are lists
 * of AWS that lag behind, observations from moments before, and calls that take effect late.
 */
const unknownMilliseconds = 60_000

/**
 * The removal of a record may be under way when another claim requests a certificate that shares
 * the record. For this long (ms) the record may go: that claim makes it again once ACM has named
 * it.
 */
const requestedMilliseconds = 15_000

function isKnown({ tags, createdAt }: CertificateView, { now }: Truth): boolean {
  const isOurs = Object.keys(tags).length > 0
  return now() - createdAt >= (isOurs ? requestedMilliseconds : unknownMilliseconds)
}

function lostRecord(
  { arn, validationRecords }: CertificateView,
  names: ReadonlySet<string>,
  presentOnce: Set<string>,
  { people }: Truth
): Finding {
  return firstOf(validationRecords, record => {
    const name = nameOf(record)
    const wasPresent = presentOnce.has(`${arn} ${name}`)
    if (names.has(name) || !wasPresent || people.isValidationRemoved(name)) return undefined
    return `${name} is gone, and ${arn} needs it`
  })
}
