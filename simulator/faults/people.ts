import { normalName } from '../../hooks/dns/records.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { NewRecord } from '../aws/zones.ts'
import { recordsOf, txtNameOf, type ZoneRecord } from './zone-records.ts'

/**
 * What people did by hand, so that invariants know what not to lay at our door, and which records are
 * nobody's business but theirs.
 */
export type People = {
  /** Records that people made, or made theirs by taking our TXT away, as they must stay. */
  readonly foreign: ReadonlyMap<string, ZoneRecord>
  /** Puts a record in place of what is there, as somebody in the console. */
  putRecord: (zoneID: string, record: NewRecord) => void
  /** Takes a record away, whosever it is. */
  removeRecord: (zoneID: string, name: string, type: string) => void
  /** Makes a record theirs from now on. */
  adopt: (record: ZoneRecord) => void
  /** Somebody interfered with something of this hostname now. */
  disturb: (hostname: string) => void
  /** When somebody last interfered (ms); long ago if nobody did. */
  disturbedAt: (hostname: string) => number
  /** Our TXT at the hostname at that time, by its text. */
  txtWhenDisturbed: (hostname: string) => string | undefined
  /** Somebody took a validation record away now, or put another one in its place. */
  removeValidation: (name: string) => void
  /** Whether somebody took this validation record away and nobody has put it back since. */
  isValidationRemoved: (name: string) => boolean
  /** uids of objects whose finalizers somebody removed by force. */
  readonly forced: Set<string>
  /** Names of claims that are being brought back from a backup at this very moment. */
  readonly restoring: Set<string>
  /** When a hostname's claim was last brought back (ms). */
  readonly restoredAt: Map<string, number>
  /** Hostnames of claims that lost their status to somebody. */
  readonly forgotten: Set<string>
  /** Hostnames of claims that somebody told to leave everything behind. */
  readonly abandoned: Set<string>
  /** Hostnames by how many certificates people destroyed or made to fail. */
  readonly destroyed: Map<string, number>
  /** Hostnames of certificates that somebody took away when no claim, or only one that was going, was there to see it. */
  readonly unwatched: Set<string>
}

export function keyOfRecord({
  zoneID,
  name,
  type
}: Pick<ZoneRecord, 'zoneID' | 'name' | 'type'>): string {
  return `${zoneID} ${name} ${type}`
}

/** Nobody has done anything yet. */
export function createPeople(cloud: EmbeddedAws, now: () => number): People {
  const foreign = new Map<string, ZoneRecord>()
  const removedValidations = new Set<string>()
  const disturbed = new Map<string, { at: number; txt: string | undefined }>()
  const find = (name: string, type: string) =>
    recordsOf(cloud).find(record => record.name === normalName(name) && record.type === type)
  const isOurs = (record: ZoneRecord | undefined) =>
    record !== undefined && !foreign.has(keyOfRecord(record))
  return {
    foreign,
    putRecord: (zoneID, record) => {
      cloud.zones.put(zoneID, record)
      const made = recordsOf(cloud).find(
        one =>
          one.zoneID === zoneID && one.name === normalName(record.name) && one.type === record.type
      )
      if (made !== undefined) foreign.set(keyOfRecord(made), made)
    },
    removeRecord: (zoneID, name, type) => {
      cloud.zones.removeRecord(zoneID, name, type)
      foreign.delete(keyOfRecord({ zoneID, name: normalName(name), type }))
    },
    adopt: record => void foreign.set(keyOfRecord(record), record),
    disturb: hostname => {
      const txt = find(txtNameOf(hostname), 'TXT')?.values.join()
      disturbed.set(hostname, { at: now(), txt })
    },
    disturbedAt: hostname => disturbed.get(hostname)?.at ?? Number.NEGATIVE_INFINITY,
    txtWhenDisturbed: hostname => disturbed.get(hostname)?.txt,
    removeValidation: name => void removedValidations.add(normalName(name)),
    isValidationRemoved: name => {
      if (isOurs(find(name, 'CNAME'))) removedValidations.delete(normalName(name))
      return removedValidations.has(normalName(name))
    },
    forced: new Set(),
    restoring: new Set(),
    restoredAt: new Map(),
    forgotten: new Set(),
    abandoned: new Set(),
    destroyed: new Map(),
    unwatched: new Set()
  }
}
