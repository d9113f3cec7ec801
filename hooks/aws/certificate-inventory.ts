import { acmLagMs } from '../acm-lag.ts'
import type { Clock } from '../clock.ts'
import type { Acm, CertificateSummary } from './acm.ts'
import type { Fence } from './fence.ts'
import { createSharedSnapshot, type Snapshot } from './shared-snapshot.ts'

/**
 * All certificates of the account in one region, from one listing that all claims share: looking at
 * each certificate in turn would use up ACM's rates with a few hundred hostnames.
 */
export type CertificateInventory = {
  /**
   * The listing as it was at `since` (ms) or later, with what we changed ourselves in the meantime.
   * @param fence whoever asks waits no longer than this; by default as long as a request that comes now
   */
  read: (since: number, fence?: Fence) => Promise<CertificateListing>
  /**
   * How much older (ms) a listing may be where only its age counts: in an account of many thousand certificates a
   * listing takes longer than a sync may wait, and is too old when it ends. With twice the time of the last one,
   * there is always one that will do while the next is under way.
   */
  slack: () => number
  /** Tells of a certificate that was just requested: listings may lack it for a while. */
  noteAdded: (certificate: CertificateSummary) => void
  /** Tells of a certificate that is known to be gone: listings may show it for a while. */
  noteRemoved: (arn: string) => void
  /** Whether that was told: ARNs are never given out again, so no lag of ACM can make it come back. */
  wasRemoved: (arn: string) => boolean
}

export type CertificateListing = {
  asOf: number
  /** The inventory's slack when it was read. */
  slack: number
  /** Those whose domain name this is. */
  byDomainName: (hostname: string) => readonly CertificateSummary[]
  /** Those that have any of these names. */
  covering: (names: readonly string[]) => readonly CertificateSummary[]
}

/**
 * A reading of one page that waited for its turn (ms). It needs no slack, which would have claims make do with the
 * listing of the tick before.
 */
const shortReading = 2_000

type ByName = Map<string, CertificateSummary[]>

export type InventoryOptions = {
  acm: Acm
  clock: Clock
  /** The fence of a reading, which is nobody's in particular. */
  readingFence: () => Fence
  /** The fence of who asks without one. */
  newFence: () => Fence
}

export function createCertificateInventory({
  acm,
  clock,
  ...fences
}: InventoryOptions): CertificateInventory {
  let slack = 0
  const notes = new Map<string, { at: number; certificate: CertificateSummary | undefined }>()
  const shared = createSharedSnapshot({
    clock,
    operation: 'ListCertificates',
    read: async () => {
      const began = clock.now()
      const listed = index(await acm.listCertificates(fences.readingFence()))
      const took = Math.max(0, clock.now() - began)
      slack = took <= shortReading ? 0 : 2 * took
      return listed
    },
    onRead: dropOldNotes
  })

  function dropOldNotes(snapshot: Snapshot<ByName>): void {
    for (const [arn, { at }] of notes)
      if (at < snapshot.asOf - acmLagMs || at > clock.now()) notes.delete(arn)
  }

  function wasRemoved(arn: string): boolean {
    return notes.has(arn) && notes.get(arn)?.certificate === undefined
  }

  function named(listing: ByName, names: readonly string[]): readonly CertificateSummary[] {
    const found = new Map<string, CertificateSummary>()
    for (const name of names) for (const c of listing.get(name) ?? []) found.set(c.arn, c)
    for (const { certificate: c } of notes.values()) {
      if (c?.names.some(name => names.includes(name)) && !found.has(c.arn)) found.set(c.arn, c)
    }
    return [...found.values()].filter(({ arn }) => !wasRemoved(arn))
  }

  return {
    async read(since, fence = fences.newFence()) {
      const { asOf, value } = await shared(since, fence)
      return {
        asOf,
        slack,
        byDomainName: hostname => named(value, [hostname]).filter(c => c.domainName === hostname),
        covering: names => named(value, names)
      }
    },
    slack: () => slack,
    noteAdded: certificate => notes.set(certificate.arn, { at: clock.now(), certificate }),
    noteRemoved: arn => notes.set(arn, { at: clock.now(), certificate: undefined }),
    wasRemoved
  }
}

/** Pages that shift while they are read can show a certificate twice. */
function index(certificates: readonly CertificateSummary[]): ByName {
  const byName: ByName = new Map()
  for (const certificate of new Map(certificates.map(c => [c.arn, c])).values()) {
    for (const name of new Set(certificate.names)) {
      const same = byName.get(name)
      if (same === undefined) byName.set(name, [certificate])
      else same.push(certificate)
    }
  }
  return byName
}
