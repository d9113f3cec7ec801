import type { Clock } from '../clock.ts'
import type { RecordChange, RecordSet } from '../dns/records.ts'
import type { ZoneRef } from '../dns/zone-ref.ts'
import type { Fence } from './fence.ts'
import { type Route53, recordsPerPage } from './route53.ts'
import { createSharedSnapshot } from './shared-snapshot.ts'

/**
 * The records of one hosted zone: a snapshot of the whole zone that all claims share, and beside it
 * what was looked up or changed since at single names.
 */
export type ZoneRecords = {
  /**
   * Records at these names as of `since` (ms) or later, from a snapshot of the whole zone if need be.
   * @param fence whoever asks waits no longer than this; by default as long as a request that comes now
   */
  inZone: (names: readonly string[], since: number, fence?: Fence) => Promise<RecordsSeen>
  /** The same, asking Route 53 at those names of which nothing so recent is known, or for all if that costs less. */
  atNames: (names: readonly string[], since: number, fence: Fence) => Promise<RecordsSeen>
  /** Tells of a change that Route 53 has accepted. */
  noteChange: (change: RecordChange) => void
}

export type RecordsSeen = {
  /** The oldest knowledge in it (ms). */
  asOf: number
  recordsAt: (name: string) => readonly RecordSet[]
  /** How old (ms) the knowledge of one name is. */
  asOfAt: (name: string) => number
}

type Known = { asOf: number; records: readonly RecordSet[] }

export type ZoneRecordsOptions = {
  route53: Pick<Route53, 'listRecords' | 'listRecordsAt'>
  zone: ZoneRef
  clock: Clock
  /** The fence of a reading of the whole zone, which is nobody's in particular. */
  readingFence: () => Fence
  /** The fence of who asks without one. */
  newFence: () => Fence
}

export function createZoneRecords({
  route53,
  zone,
  clock,
  ...fences
}: ZoneRecordsOptions): ZoneRecords {
  let whole: { asOf: number; pages: number; byName: Map<string, readonly RecordSet[]> } | undefined
  // Complete knowledge of single names that is younger than the snapshot.
  const single = new Map<string, Known>()
  // How many names are being looked up. A listing costs a call for each page, a look-up one for each name:
  // hundreds of claims that look at the same time would keep each other waiting until all are late.
  let lookingUp = 0

  const shared = createSharedSnapshot({
    clock,
    operation: 'ListResourceRecordSets',
    read: () => route53.listRecords(zone, fences.readingFence()),
    onRead: ({ asOf, value }) => {
      whole = {
        asOf,
        pages: Math.max(1, Math.ceil(value.length / recordsPerPage)),
        byName: groupByName(value)
      }
      for (const [name, known] of single)
        if (known.asOf < asOf || isAhead(known)) single.delete(name)
    }
  })

  function known(name: string): Known {
    const alone = single.get(name)
    if (alone !== undefined && !isAhead(alone)) return alone
    if (whole === undefined || isAhead(whole))
      return { asOf: Number.NEGATIVE_INFINITY, records: [] }
    return { asOf: whole.asOf, records: whole.byName.get(name) ?? [] }
  }

  /** Seen before the clock was put back: nobody knows how long ago. */
  function isAhead({ asOf }: { asOf: number }): boolean {
    return asOf > clock.now()
  }

  async function lookUp(name: string, fence: Fence): Promise<void> {
    const asOf = clock.now()
    const records = await route53.listRecordsAt(zone, name, fence)
    // A change of ours that ended meanwhile knows more.
    if (known(name).asOf < asOf) single.set(name, { asOf, records })
  }

  function see(names: readonly string[]): RecordsSeen {
    const seen = names.map(known)
    const of = (name: string) => seen[names.indexOf(name)] ?? known(name)
    return {
      asOf: Math.min(...seen.map(k => k.asOf)),
      recordsAt: name => of(name).records,
      asOfAt: name => of(name).asOf
    }
  }

  return {
    async inZone(names, since, fence = fences.newFence()) {
      const seen = see(names)
      if (seen.asOf >= since) return seen
      await shared(since, fence)
      return see(names)
    },
    async atNames(names, since, fence) {
      const unsure = names.filter(name => known(name).asOf < since)
      lookingUp += unsure.length
      try {
        if (whole !== undefined && lookingUp >= whole.pages && unsure.length > 0)
          await shared(since, fence)
        else await Promise.all(unsure.map(name => lookUp(name, fence)))
      } finally {
        lookingUp -= unsure.length
      }
      return see(names)
    },
    noteChange({ remove, create }) {
      const at = clock.now()
      for (const name of new Set([...remove, ...create].map(r => r.name))) {
        const gone = new Set(remove.filter(r => r.name === name).map(keyOf))
        const left = known(name).records.filter(r => !gone.has(keyOf(r)))
        single.set(name, { asOf: at, records: [...left, ...create.filter(r => r.name === name)] })
      }
    }
  }
}

function keyOf(record: RecordSet): string {
  return `${record.type} ${record.setIdentifier ?? ''}`
}

function groupByName(records: readonly RecordSet[]): Map<string, RecordSet[]> {
  const byName = new Map<string, RecordSet[]>()
  for (const record of records) {
    const same = byName.get(record.name)
    if (same === undefined) byName.set(record.name, [record])
    else same.push(record)
  }
  return byName
}
