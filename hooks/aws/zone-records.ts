import type { Clock } from '../clock.ts'
import type { RecordChange, RecordSet } from '../dns/records.ts'
import type { ZoneRef } from '../dns/zone-ref.ts'
import { isWithin } from '../hostname/domains.ts'
import { createExistingNames, type ExistingNames } from './existing-names.ts'
import type { Fence } from './fence.ts'
import type { ZoneFigures } from './figures.ts'
import { byItself, memoize } from './memoize.ts'
import { type Route53, recordsPerPage } from './route53.ts'
import { createSharedSnapshot, type SharedSnapshot, type Snapshot } from './shared-snapshot.ts'

/**
 * The records of one hosted zone: a snapshot of the whole zone that all claims share, and newer
 * knowledge of single names that were looked up or changed after it.
 */
export type ZoneRecords = {
  /**
   * The records at these names, seen at `since` (ms) or later. If older ones are all that is known,
   * the whole zone is read.
   * @param fence until when the caller waits; by default the fence of a request that arrives now
   */
  inZone: (names: readonly string[], since: number, fence?: Fence) => Promise<RecordsSeen>
  /**
   * Like `inZone`, but only the names whose records were seen before `since` are looked up at Route
   * 53. The whole zone is read if this costs fewer calls.
   */
  atNames: (names: readonly string[], since: number, fence: Fence) => Promise<RecordsSeen>
  /** Like `atNames`, for names that many callers ask for at the same time: they share the calls. */
  atSharedNames: (names: readonly string[], since: number, fence: Fence) => Promise<RecordsSeen>
  /** Reads the whole zone, unless it was read at `since` (ms) or later. */
  list: (since: number, fence: Fence) => Promise<void>
  /** How many pages the last reading of the whole zone took; 0 if it was more than an hour ago. */
  pages: () => number
  /** When the whole zone was last read (ms). */
  listedAsOf: () => number
  /** The last reading of the whole zone, for those who only look; `undefined` before it. */
  figures: () => Omit<ZoneFigures, 'zone'> | undefined
  /**
   * How many names have records, counting `name` and all names below it: as the zone was last read,
   * and as single names were seen since.
   */
  countWithin: (name: string) => number
  /** The TXT records of the whole zone, as of the last time that it was read. Makes no call. */
  texts: () => readonly RecordSet[]
  /**
   * The TXT records at a name and below it: as the zone was last read, and as single names were
   * seen since. Makes no call, and goes through all TXT records of the zone.
   */
  textsWithin: (name: string) => readonly RecordSet[]
  /** Notes a change that Route 53 has accepted. */
  noteChange: (change: RecordChange) => void
}

export type RecordsSeen = {
  /** When the oldest of these records were seen (ms). */
  asOf: number
  recordsAt: (name: string) => readonly RecordSet[]
  /** When the records at one name were seen (ms). */
  asOfAt: (name: string) => number
}

export type ZoneRecordsOptions = {
  route53: Pick<Route53, 'listRecords' | 'listRecordsAt'>
  zone: ZoneRef
  clock: Clock
  /** Gives the fence of a read that callers share. */
  sharedFence: () => Fence
  /** Gives a fence to a caller that has none. */
  newFence: () => Fence
}

/** All records at one name. */
type NameRecords = { asOf: number; records: readonly RecordSet[] }

type ZoneSnapshot = {
  asOf: number
  pages: number
  /** How many record sets the zone had. */
  records: number
  byName: Map<string, readonly RecordSet[]>
  texts: () => readonly RecordSet[]
}

type State = ZoneRecordsOptions & {
  snapshot: ZoneSnapshot | undefined
  /** The records at single names that were seen after the snapshot began. */
  single: Map<string, NameRecords>
  /** The names that exist. They are counted only when somebody asks. */
  existing: ExistingNames | undefined
  /** How many names are being looked up now. */
  lookUps: number
}

/** Makes the records of a zone. Nothing is read yet. */
export function createZoneRecords(options: ZoneRecordsOptions): ZoneRecords {
  const { clock, newFence, route53, sharedFence, zone } = options
  const state: State = { ...options, ...nothingSeen() }
  const readZone = createSharedSnapshot({
    clock,
    operation: 'ListResourceRecordSets',
    read: () => route53.listRecords(zone, sharedFence()),
    onRead: snapshot => keepSnapshot(state, snapshot)
  })
  const lookUpShared = sharedLookUps(state)
  const seeAnew = async (names: readonly string[], lookUpBy: LookUpBy) => {
    const unsure = names.filter(name => recordsAt(state, name).asOf < lookUpBy.since)
    await lookUpOrRead(state, unsure, lookUpBy)
    return see(state, names)
  }
  return {
    async inZone(names, since, fence = newFence()) {
      const seen = see(state, names)
      if (seen.asOf >= since) return seen
      await readZone(since, fence)
      return see(state, names)
    },
    atNames: (names, since, fence) =>
      seeAnew(names, { since, fence, readZone, lookUpOne: name => lookUp(state, name, fence) }),
    atSharedNames: (names, since, fence) =>
      seeAnew(names, {
        since,
        fence,
        readZone,
        lookUpOne: name => lookUpShared(name)(since, fence)
      }),
    list: async (since, fence) => void (await readZone(since, fence)),
    pages: () => pagesOf(state),
    listedAsOf: () => listedAsOf(state),
    figures: () => state.snapshot && { asOf: state.snapshot.asOf, records: state.snapshot.records },
    countWithin: name => existingNames(state).countWithin(name),
    texts: () => state.snapshot?.texts() ?? [],
    textsWithin: name => textsWithin(state, name),
    noteChange: change => noteChange(state, change)
  }
}

/** Makes look-ups of single names of which each serves all callers that wait for it. */
function sharedLookUps(state: State): (name: string) => SharedSnapshot<readonly RecordSet[]> {
  const { clock, route53, sharedFence, zone } = state
  return memoize(byItself, (name: string) =>
    createSharedSnapshot({
      clock,
      operation: 'ListResourceRecordSets',
      read: () => route53.listRecordsAt(zone, name, sharedFence()),
      onRead: ({ asOf, value }) => learnIfNewer(state, name, { asOf, records: value })
    })
  )
}

function nothingSeen(): Pick<State, 'snapshot' | 'single' | 'existing' | 'lookUps'> {
  return { snapshot: undefined, single: new Map(), existing: undefined, lookUps: 0 }
}

function listedAsOf({ snapshot, clock }: State): number {
  const isKnown = snapshot !== undefined && !isAhead(snapshot, clock)
  return isKnown ? snapshot.asOf : Number.NEGATIVE_INFINITY
}

/** A zone that was not read for an hour belongs to no claim any more. */
const usedWithinMs = 3600_000

function pagesOf(state: State): number {
  const isUsed = listedAsOf(state) > state.clock.now() - usedWithinMs
  return isUsed ? (state.snapshot?.pages ?? 0) : 0
}

function existingNames(state: State): ExistingNames {
  const { snapshot, single } = state
  if (state.existing !== undefined) return state.existing
  const existing = createExistingNames(snapshot?.byName.keys() ?? [])
  for (const [name, { records }] of single) existing.note(name, records.length > 0)
  state.existing = existing
  return existing
}

function textsWithin(state: State, within: string): readonly RecordSet[] {
  const listed = state.snapshot?.texts().map(({ name }) => name) ?? []
  const names = new Set([...listed, ...state.single.keys()].filter(name => isWithin(name, within)))
  return [...names].flatMap(name =>
    recordsAt(state, name).records.filter(({ type }) => type === 'TXT')
  )
}

/** Keeps what was seen at one name. */
function learn(state: State, name: string, known: NameRecords): void {
  state.single.set(name, known)
  state.existing?.note(name, known.records.length > 0)
}

/**
 * Keeps what a look-up has seen. While the look-up ran, a change of ours may have been noted for
 * the name. The note is newer, so it stays.
 */
function learnIfNewer(state: State, name: string, known: NameRecords): void {
  if (recordsAt(state, name).asOf < known.asOf) learn(state, name, known)
}

function keepSnapshot(state: State, { asOf, value }: Snapshot<readonly RecordSet[]>): void {
  const { clock, single } = state
  const pages = Math.max(1, Math.ceil(value.length / recordsPerPage))
  let texts: readonly RecordSet[] | undefined
  state.snapshot = {
    asOf,
    pages,
    records: value.length,
    byName: groupByName(value),
    texts: () => {
      texts ??= value.filter(({ type }) => type === 'TXT')
      return texts
    }
  }
  for (const [name, known] of single)
    if (known.asOf < asOf || isAhead(known, clock)) single.delete(name)
  state.existing = undefined
}

/** The newest that is known of one name. */
function recordsAt({ clock, single, snapshot }: State, name: string): NameRecords {
  const alone = single.get(name)
  if (alone !== undefined && !isAhead(alone, clock)) return alone
  if (snapshot === undefined || isAhead(snapshot, clock))
    return { asOf: Number.NEGATIVE_INFINITY, records: [] }
  return { asOf: snapshot.asOf, records: snapshot.byName.get(name) ?? [] }
}

/** Whether something was seen before the clock was set back. If so, its age is unknown. */
function isAhead({ asOf }: { asOf: number }, clock: Clock): boolean {
  return asOf > clock.now()
}

/** What is known of these names now. The result does not show changes that come later. */
function see(state: State, names: readonly string[]): RecordsSeen {
  const known = names.map(name => recordsAt(state, name))
  const knownAt = (name: string) => known[names.indexOf(name)] ?? recordsAt(state, name)
  return {
    asOf: Math.min(...known.map(({ asOf }) => asOf)),
    recordsAt: name => knownAt(name).records,
    asOfAt: name => knownAt(name).asOf
  }
}

type LookUpBy = {
  since: number
  fence: Fence
  readZone: SharedSnapshot<readonly RecordSet[]>
  lookUpOne: (name: string) => Promise<unknown>
}

/**
 * If hundreds of claims looked up names one by one at the same time, they would keep each other
 * waiting until all are late. A look-up costs one call for each name, and reading the whole zone
 * costs one call for each page. So this does what costs fewer calls for all names that are being
 * looked up now.
 */
async function lookUpOrRead(
  state: State,
  names: readonly string[],
  { since, fence, readZone, lookUpOne }: LookUpBy
): Promise<void> {
  if (names.length === 0) return
  state.lookUps += names.length
  try {
    const pages = state.snapshot?.pages ?? Number.POSITIVE_INFINITY
    if (state.lookUps >= pages) await readZone(since, fence)
    else await Promise.all(names.map(lookUpOne))
  } finally {
    state.lookUps -= names.length
  }
}

async function lookUp(state: State, name: string, fence: Fence): Promise<void> {
  const { clock, route53, zone } = state
  const asOf = clock.now()
  const records = await route53.listRecordsAt(zone, name, fence)
  learnIfNewer(state, name, { asOf, records })
}

function noteChange(state: State, { remove, create }: RecordChange): void {
  const asOf = state.clock.now()
  const changedNames = new Set([...remove, ...create].map(({ name }) => name))
  for (const name of changedNames) {
    const isAtName = (record: RecordSet) => record.name === name
    const removed = new Set(remove.filter(isAtName).map(keyOf))
    const left = recordsAt(state, name).records.filter(record => !removed.has(keyOf(record)))
    learn(state, name, { asOf, records: [...left, ...create.filter(isAtName)] })
  }
}

function keyOf(record: RecordSet): string {
  return `${record.type} ${record.setIdentifier ?? ''}`
}

function groupByName(records: readonly RecordSet[]): Map<string, RecordSet[]> {
  const byName = new Map<string, RecordSet[]>()
  for (const record of records) {
    const sameName = byName.get(record.name)
    if (sameName === undefined) byName.set(record.name, [record])
    else sameName.push(record)
  }
  return byName
}
