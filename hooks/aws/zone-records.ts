import type { Clock } from '../clock.ts'
import type { RecordChange, RecordSet } from '../dns/records.ts'
import type { ZoneRef } from '../dns/zone-ref.ts'
import type { Fence } from './fence.ts'
import { type Route53, recordsPerPage } from './route53.ts'
import { createSharedSnapshot, type SharedSnapshot, type Snapshot } from './shared-snapshot.ts'

/**
 * The records of one hosted zone: a snapshot of the whole zone that all claims share, and younger
 * knowledge of single names that were looked up or changed.
 */
export type ZoneRecords = {
  /**
   * Records at these names as of `since` (ms) or later, if need be from a new snapshot of the zone.
   * @param fence until when the caller waits; by default as long as a request that arrives now
   */
  inZone: (names: readonly string[], since: number, fence?: Fence) => Promise<RecordsSeen>
  /**
   * The same, but names that are not known well enough are looked up at Route 53. If a snapshot
   * costs fewer calls, a snapshot is read instead.
   */
  atNames: (names: readonly string[], since: number, fence: Fence) => Promise<RecordsSeen>
  /** Notes a change that Route 53 has accepted. */
  noteChange: (change: RecordChange) => void
}

export type RecordsSeen = {
  /** When the oldest part was seen (ms). */
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

type ZoneSnapshot = { asOf: number; pages: number; byName: Map<string, readonly RecordSet[]> }

type State = ZoneRecordsOptions & {
  snapshot: ZoneSnapshot | undefined
  /** Names of which more is known than the snapshot says. */
  single: Map<string, NameRecords>
  /** How many names are being looked up now. */
  lookUps: number
}

/** Makes the records of a zone. Nothing is read yet. */
export function createZoneRecords(options: ZoneRecordsOptions): ZoneRecords {
  const { clock, newFence, route53, sharedFence, zone } = options
  const state: State = { ...options, snapshot: undefined, single: new Map(), lookUps: 0 }
  const readZone = createSharedSnapshot({
    clock,
    operation: 'ListResourceRecordSets',
    read: () => route53.listRecords(zone, sharedFence()),
    onRead: snapshot => keepSnapshot(state, snapshot)
  })
  return {
    async inZone(names, since, fence = newFence()) {
      const seen = see(state, names)
      if (seen.asOf >= since) return seen
      await readZone(since, fence)
      return see(state, names)
    },
    async atNames(names, since, fence) {
      const unsure = names.filter(name => recordsAt(state, name).asOf < since)
      await lookUpOrRead(state, unsure, { since, fence, readZone })
      return see(state, names)
    },
    noteChange: change => noteChange(state, change)
  }
}

function keepSnapshot(state: State, { asOf, value }: Snapshot<readonly RecordSet[]>): void {
  const { clock, single } = state
  const pages = Math.max(1, Math.ceil(value.length / recordsPerPage))
  state.snapshot = { asOf, pages, byName: groupByName(value) }
  for (const [name, known] of single)
    if (known.asOf < asOf || isAhead(known, clock)) single.delete(name)
}

/** The youngest knowledge of one name. */
function recordsAt({ clock, single, snapshot }: State, name: string): NameRecords {
  const alone = single.get(name)
  if (alone !== undefined && !isAhead(alone, clock)) return alone
  if (snapshot === undefined || isAhead(snapshot, clock))
    return { asOf: Number.NEGATIVE_INFINITY, records: [] }
  return { asOf: snapshot.asOf, records: snapshot.byName.get(name) ?? [] }
}

/** Whether something was seen before the clock was set back. Its age is unknown then. */
function isAhead({ asOf }: { asOf: number }, clock: Clock): boolean {
  return asOf > clock.now()
}

/** What is known of these names now. Later changes do not show in it. */
function see(state: State, names: readonly string[]): RecordsSeen {
  const known = names.map(name => recordsAt(state, name))
  const knownAt = (name: string) => known[names.indexOf(name)] ?? recordsAt(state, name)
  return {
    asOf: Math.min(...known.map(({ asOf }) => asOf)),
    recordsAt: name => knownAt(name).records,
    asOfAt: name => knownAt(name).asOf
  }
}

type LookUpBy = { since: number; fence: Fence; readZone: SharedSnapshot<readonly RecordSet[]> }

/**
 * Looks names up one by one, or reads the whole zone if that costs fewer calls: a look-up costs one
 * call for each name, a snapshot one call for each page. Hundreds of claims that look at the same
 * time would otherwise keep each other waiting until all are late.
 */
async function lookUpOrRead(
  state: State,
  names: readonly string[],
  { since, fence, readZone }: LookUpBy
): Promise<void> {
  if (names.length === 0) return
  state.lookUps += names.length
  try {
    const pages = state.snapshot?.pages ?? Number.POSITIVE_INFINITY
    if (state.lookUps >= pages) await readZone(since, fence)
    else await Promise.all(names.map(name => lookUp(state, name, fence)))
  } finally {
    state.lookUps -= names.length
  }
}

async function lookUp(state: State, name: string, fence: Fence): Promise<void> {
  const { clock, route53, single, zone } = state
  const asOf = clock.now()
  const records = await route53.listRecordsAt(zone, name, fence)
  // A change of ours that ended in the meantime knows more.
  if (recordsAt(state, name).asOf < asOf) single.set(name, { asOf, records })
}

function noteChange(state: State, { remove, create }: RecordChange): void {
  const asOf = state.clock.now()
  const changedNames = new Set([...remove, ...create].map(({ name }) => name))
  for (const name of changedNames) {
    const isAtName = (record: RecordSet) => record.name === name
    const removed = new Set(remove.filter(isAtName).map(keyOf))
    const left = recordsAt(state, name).records.filter(record => !removed.has(keyOf(record)))
    state.single.set(name, { asOf, records: [...left, ...create.filter(isAtName)] })
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
