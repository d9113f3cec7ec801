import type { CertificateSummary } from './acm.ts'

/**
 * How long ACM takes at present to issue a certificate, counted from its request. Claims that wait
 * for a certificate look when an answer is likely: a thousand claims that look every few seconds
 * would cost Metacontroller as many syncs.
 */
export type IssueTimes = {
  /**
   * Learns from a listing which certificates were issued since the listing before it.
   * @param certificates the new listing
   * @param asOf when it began to be read (ms)
   */
  noteListing: (certificates: readonly CertificateSummary[], asOf: number) => void
  /**
   * The median time (ms) of the certificates that were issued last; `undefined` while this process
   * has seen none.
   */
  usualMs: () => number | undefined
  /**
   * Whether the claim of a pending certificate looks often, so that the usual time is learnt. While
   * nothing is known, a few claims do.
   */
  isScout: (arn: string) => boolean
}

/** The usual time is learnt from this many certificates. */
const mostTimes = 20
/**
 * ACM issues a certificate within a few minutes once public DNS has its record. A certificate that
 * took longer (ms) has waited for somebody: for a delegation, or for a record that was in the way.
 * If one such time were learnt, the next claims would look an hour late.
 */
const mostLearntMs = 300_000
/** So many claims look often while the usual time is unknown. */
const mostScouts = 5

/** Makes issue times that have learnt nothing yet. */
export function createIssueTimes(): IssueTimes {
  /** When each pending certificate was last listed as pending (ms), by its ARN. */
  let pending = new Map<string, number>()
  let times: readonly number[] = []
  const scouts = new Set<string>()
  return {
    noteListing(certificates, asOf) {
      const issued = certificates.filter(({ status }) => status === 'ISSUED')
      const learnt = issued.flatMap(certificate => timeOf(certificate, pending, asOf) ?? [])
      times = [...times, ...learnt].slice(-mostTimes)
      for (const { arn, status } of certificates)
        if (status !== 'PENDING_VALIDATION') scouts.delete(arn)
      const stillPending = certificates.filter(({ status }) => status === 'PENDING_VALIDATION')
      pending = new Map(stillPending.map(({ arn }) => [arn, asOf]))
    },
    isScout(arn) {
      if (times.length === 0 && scouts.size < mostScouts) scouts.add(arn)
      return scouts.has(arn)
    },
    usualMs: () => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]
  }
}

/**
 * How long a certificate took that was pending in the last listing: half-way between the two
 * listings. The end of that span would be learnt only ever longer, because claims look later the
 * longer the usual time is. ACM's own IssuedAt is not used: it has whole seconds, and imitations of
 * ACM set it wrongly.
 */
function timeOf(
  { arn, createdAt }: CertificateSummary,
  pending: ReadonlyMap<string, number>,
  asOf: number
): number | undefined {
  const lastPending = pending.get(arn)
  if (lastPending === undefined || createdAt === undefined) return undefined
  const time = Math.max(0, (lastPending + asOf) / 2 - createdAt)
  return time > mostLearntMs ? undefined : time
}
