import type { Clock } from '../clock.ts'
import type { Acm, CertificateSummary } from './acm.ts'
import { acmLagMs } from './consistency.ts'
import type { Fence } from './fence.ts'
import { createSharedSnapshot, type Snapshot } from './shared-snapshot.ts'

/**
 * All certificates of the account in one region, from one listing that all claims share. A look at
 * each certificate in turn would use up ACM's rates with a few hundred hostnames.
 */
export type CertificateInventory = {
  /**
   * The listing as it was at `since` (ms) or later, with what the hooks changed after it.
   * @param fence until when the caller waits; by default as long as a request that arrives now
   */
  read: (since: number, fence?: Fence) => Promise<CertificateListing>
  /**
   * How much older (ms) a listing may be where only its age counts. In an account of many thousand
   * certificates a listing takes longer than a sync may wait, and is too old when it ends. With
   * twice the time of the last listing, a good listing always exists while the next is read.
   */
  slack: () => number
  /** Notes a certificate that was just requested: listings may lack it for a while. */
  noteAdded: (certificate: CertificateSummary) => void
  /** Notes a certificate that is known to be gone: listings may show it for a while. */
  noteRemoved: (arn: string) => void
  /**
   * Whether the certificate was noted as gone. ACM never gives out an ARN twice, so a listing that
   * still shows the certificate is out of date.
   */
  wasRemoved: (arn: string) => boolean
}

export type CertificateListing = {
  asOf: number
  /** The inventory's slack when the listing was read. */
  slack: number
  /** Certificates with this domain name. */
  byDomainName: (hostname: string) => readonly CertificateSummary[]
  /** Certificates that have any of these names. */
  covering: (names: readonly string[]) => readonly CertificateSummary[]
}

/**
 * How long (ms) the read of a single page may take, its wait in the queue included. Such a read
 * needs no slack: slack would make claims use the listing of the tick before.
 */
const shortReadMs = 2_000

type ByName = Map<string, CertificateSummary[]>

/** What the hooks did to a certificate, and when (ms). */
type Note = { at: number; certificate: CertificateSummary | undefined }

export type InventoryOptions = {
  acm: Acm
  clock: Clock
  /** Gives the fence of a read that callers share. */
  sharedFence: () => Fence
  /** Gives a fence to a caller that has none. */
  newFence: () => Fence
}

type State = InventoryOptions & {
  slackMs: number
  /** By ARN; without a certificate where it is gone. */
  notes: Map<string, Note>
}

/** Makes the inventory of ACM's region. Nothing is read yet. */
export function createCertificateInventory(options: InventoryOptions): CertificateInventory {
  const { clock, newFence } = options
  const notes = new Map<string, Note>()
  const state: State = { ...options, slackMs: 0, notes }
  const snapshot = createSharedSnapshot({
    clock,
    operation: 'ListCertificates',
    read: () => readAll(state),
    onRead: latest => dropOldNotes(state, latest)
  })
  return {
    async read(since, fence = newFence()) {
      const { asOf, value } = await snapshot(since, fence)
      return listingOf(state, asOf, value)
    },
    slack: () => state.slackMs,
    noteAdded: certificate => notes.set(certificate.arn, { at: clock.now(), certificate }),
    noteRemoved: arn => notes.set(arn, { at: clock.now(), certificate: undefined }),
    wasRemoved: arn => wasRemoved(state, arn)
  }
}

async function readAll(state: State): Promise<ByName> {
  const { acm, clock, sharedFence } = state
  const began = clock.now()
  const byName = indexByName(await acm.listCertificates(sharedFence()))
  const tookMs = Math.max(0, clock.now() - began)
  state.slackMs = tookMs <= shortReadMs ? 0 : 2 * tookMs
  return byName
}

/** Drops notes that each listing shows by now, and notes from before the clock was set back. */
function dropOldNotes({ clock, notes }: State, { asOf }: Snapshot<ByName>): void {
  for (const [arn, { at }] of notes) {
    const isListed = at < asOf - acmLagMs
    if (isListed || at > clock.now()) notes.delete(arn)
  }
}

function listingOf(state: State, asOf: number, byName: ByName): CertificateListing {
  const covering = (names: readonly string[]) => certificatesNamed(state, byName, names)
  return {
    asOf,
    slack: state.slackMs,
    byDomainName: hostname => covering([hostname]).filter(c => c.domainName === hostname),
    covering
  }
}

/** Certificates that the listing or a note shows under these names, without those noted as gone. */
function certificatesNamed(
  state: State,
  byName: ByName,
  names: readonly string[]
): readonly CertificateSummary[] {
  const found = new Map<string, CertificateSummary>()
  for (const name of names)
    for (const certificate of byName.get(name) ?? []) found.set(certificate.arn, certificate)
  for (const { certificate } of state.notes.values()) {
    if (certificate === undefined || found.has(certificate.arn)) continue
    if (certificate.names.some(name => names.includes(name)))
      found.set(certificate.arn, certificate)
  }
  return [...found.values()].filter(({ arn }) => !wasRemoved(state, arn))
}

function wasRemoved({ notes }: State, arn: string): boolean {
  const note = notes.get(arn)
  return note !== undefined && note.certificate === undefined
}

function indexByName(certificates: readonly CertificateSummary[]): ByName {
  // Pages that shift while they are read can show a certificate twice.
  const byARN = new Map(certificates.map(certificate => [certificate.arn, certificate]))
  const byName: ByName = new Map()
  for (const certificate of byARN.values()) {
    for (const name of new Set(certificate.names)) {
      const sameName = byName.get(name)
      if (sameName === undefined) byName.set(name, [certificate])
      else sameName.push(certificate)
    }
  }
  return byName
}
