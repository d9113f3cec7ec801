import type { Clock } from '../clock.ts'
import { type Acm, type CertificateSummary, certificatesPerPage } from './acm.ts'
import { acmLagMs } from './consistency.ts'
import type { Fence } from './fence.ts'
import type { ListingFigures } from './figures.ts'
import { createIssueTimes, type IssueTimes } from './issue-times.ts'
import { createSharedSnapshot, type Snapshot } from './shared-snapshot.ts'

/**
 * All certificates of the account in one region. If the hooks looked at each certificate by itself,
 * a few hundred hostnames would use up ACM's rates. So all claims share one listing.
 */
export type CertificateInventory = {
  /**
   * Returns a listing that began to be read at `since` (ms) or later, with the certificates that
   * the hooks noted as requested or gone.
   * @param fence until when the caller waits; by default the fence of a request that arrives now
   */
  read: (since: number, fence?: Fence) => Promise<CertificateListing>
  /**
   * In an account of many thousand certificates, a listing takes longer than a sync may wait, and
   * is too old when it ends. So a caller that only cares about the age of a listing may accept one
   * that is older by this slack (ms). It is twice the time that the last listing took, so that a
   * good listing always exists while the next one is read. It is 0 if the last listing had one page
   * and was quick.
   */
  slack: () => number
  /** How many pages the last listing had; 0 if it was read more than an hour ago. */
  pages: () => number
  /** Notes a certificate that was just requested, because listings may lack it for a while. */
  noteAdded: (certificate: CertificateSummary) => void
  /** Notes a certificate that is known to be gone, because listings may show it for a while. */
  noteRemoved: (arn: string) => void
  /**
   * Whether the certificate was noted as gone. ACM never gives out an ARN twice, so a listing that
   * still shows the certificate is out of date.
   */
  wasRemoved: (arn: string) => boolean
  /** The last listing, for those who only look; `undefined` before the first listing. */
  figures: () => Omit<ListingFigures, 'region'> | undefined
  /** How long ACM takes to issue a certificate at present. */
  issueTimes: Pick<IssueTimes, 'usualMs' | 'isScout'>
}

export type CertificateListing = {
  asOf: number
  /** The inventory's slack when the listing was read. */
  slack: number
  /** Certificates with this domain name. */
  byDomainName: (hostname: string) => readonly CertificateSummary[]
  /** Certificates that have any of these names, as far as the listing shows their names. */
  covering: (names: readonly string[]) => readonly CertificateSummary[]
  /** Certificates with more names than the listing shows. */
  withMoreNames: () => readonly CertificateSummary[]
}

/**
 * Claims that ask for a new listing accept one that is a little older (`slackMs`) while a listing
 * takes long to read. A listing of one page takes at most this long (ms), its wait for the budget
 * included. Then the slack is 0, because a new listing is there quickly. Each further page takes a
 * second, because ACM allows one call a second. With a slack of 0 for two pages, nearly every sync
 * of a deleted claim held a worker of Metacontroller for more than a second.
 */
const shortReadMs = 2_000

/** A region that was not listed for an hour belongs to no claim any more. */
const usedWithinMs = 3600_000

type ByName = Map<string, CertificateSummary[]>

/** The certificates of a listing, by name, and those with more names than it shows. */
type Listed = { byName: ByName; withMoreNames: readonly CertificateSummary[] }

/**
 * What the hooks noted about a certificate, and when (ms). `certificate` is `undefined` if it is
 * gone.
 */
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
  /** The pages of the last listing, and when it was read (ms). */
  listed: { pages: number; at: number }
  slackMs: number
  /**
   * Certificates that this process has requested or found gone since the last listing, by ARN. A
   * note without `certificate` says that the certificate is gone.
   */
  notes: Map<string, Note>
  issueTimes: IssueTimes
  latest: Snapshot<Listed> | undefined
}

/** Makes the inventory of ACM's region. Nothing is read yet. */
export function createCertificateInventory(options: InventoryOptions): CertificateInventory {
  const { clock, newFence } = options
  const notes = new Map<string, Note>()
  const issueTimes = createIssueTimes()
  const state: State = {
    ...options,
    slackMs: 0,
    notes,
    issueTimes,
    listed: { pages: 0, at: 0 },
    latest: undefined
  }
  const snapshot = createSharedSnapshot({
    clock,
    operation: 'ListCertificates',
    read: () => readAll(state),
    onRead: latest => {
      state.latest = latest
      dropOldNotes(state, latest)
    }
  })
  return {
    async read(since, fence = newFence()) {
      const { asOf, value } = await snapshot(since, fence)
      return listingOf(state, asOf, value)
    },
    slack: () => state.slackMs,
    pages: () => (state.listed.at > clock.now() - usedWithinMs ? state.listed.pages : 0),
    noteAdded: certificate => notes.set(certificate.arn, { at: clock.now(), certificate }),
    noteRemoved: arn => notes.set(arn, { at: clock.now(), certificate: undefined }),
    wasRemoved: arn => wasRemoved(state, arn),
    figures: () => state.latest && figuresOf(state.latest),
    issueTimes
  }
}

async function readAll(state: State): Promise<Listed> {
  const { acm, clock, sharedFence } = state
  const began = clock.now()
  const certificates = await acm.listCertificates(sharedFence())
  const withMoreNames = certificates.filter(({ hasMoreNames }) => hasMoreNames)
  const listed = { byName: indexByName(certificates), withMoreNames }
  state.issueTimes.noteListing(certificates, began)
  const pages = Math.max(1, Math.ceil(certificates.length / certificatesPerPage))
  state.listed = { pages, at: clock.now() }
  const tookMs = Math.max(0, clock.now() - began)
  const isQuick = pages === 1 && tookMs <= shortReadMs
  state.slackMs = isQuick ? 0 : 2 * tookMs
  return listed
}

/**
 * Drops the notes that are older than ACM's lag, because the listing shows by now what they say.
 * Also drops the notes from before the clock was set back, because their age is unknown.
 */
function dropOldNotes({ clock, notes }: State, { asOf }: Snapshot<Listed>): void {
  for (const [arn, { at }] of notes) {
    const isListed = at < asOf - acmLagMs
    if (isListed || at > clock.now()) notes.delete(arn)
  }
}

function figuresOf({ asOf, value }: Snapshot<Listed>): Omit<ListingFigures, 'region'> {
  const notAfter = new Map<string, number>()
  for (const certificates of value.byName.values())
    for (const { arn, notAfter: end } of certificates) if (end !== undefined) notAfter.set(arn, end)
  return { asOf, notAfter }
}

function listingOf(state: State, asOf: number, listed: Listed): CertificateListing {
  const covering = (names: readonly string[]) => certificatesNamed(state, listed.byName, names)
  return {
    asOf,
    slack: state.slackMs,
    byDomainName: hostname => covering([hostname]).filter(c => c.domainName === hostname),
    covering,
    withMoreNames: () => listed.withMoreNames.filter(({ arn }) => !wasRemoved(state, arn))
  }
}

/**
 * The certificates that the listing or a note shows under one of these names, without those that
 * are noted as gone.
 */
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
  // Pages can shift while they are read, so that two pages show the same certificate.
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
