import { normalName } from '../../hooks/dns/records.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { NewRecord } from '../aws/zones.ts'
import { recordsOf, txtNameOf, type ZoneRecord } from './zone-records.ts'

/**
 * What people have changed by hand. The invariants must not blame the hooks for what people did.
 * The invariants also need to know which records belong to people: the hooks must not touch them.
 */
export type People = ForeignRecords & Disturbances & RemovedValidations & Losses

type ForeignRecords = {
  /** The records of people, by `keyOfRecord`. The hooks must not change them. */
  readonly foreignRecords: ReadonlyMap<string, ZoneRecord>
  /** Writes a record like a person in the AWS console, and overwrites the record if it exists. */
  putRecord: (zoneID: string, record: NewRecord) => void
  /** Removes a record, whoever made it. */
  removeRecord: (zoneID: string, name: string, type: string) => void
  /** When people last wrote or removed a record at this name (ms); `-Infinity` if never. */
  changedAt: (name: string) => number
  /** From now on the record is foreign. */
  makeForeign: (record: ZoneRecord) => void
  /** Nobody can tell any more that a record is foreign. */
  makeOwn: (record: ZoneRecord) => void
}

type Disturbances = {
  /** Notes that people have just changed something that belongs to the hostname. */
  disturb: (hostname: string) => void
  /** When people last disturbed the hostname (ms); `-Infinity` if people never did so. */
  disturbedAt: (hostname: string) => number
  /** The values of the hostname's TXT record when people last disturbed the hostname. */
  txtWhenDisturbed: (hostname: string) => string | undefined
}

type RemovedValidations = {
  /** Notes that people have just removed or replaced a validation record. */
  noteRemovedValidation: (name: string) => void
  /** Whether people removed the validation record, and the hooks have not written it since. */
  isValidationRemoved: (name: string) => boolean
}

/** What people took away from claims. If a comment names no other key, the key is the hostname. */
type Losses = {
  /** uids, not hostnames, of objects whose finalizers people removed by force. */
  readonly forcedUIDs: Set<string>
  /** Names of claims, not hostnames, that are being restored from a backup at this moment. */
  readonly claimsInRestore: Set<string>
  /** When the claim of a hostname was last restored (ms). */
  readonly restoredAt: Map<string, number>
  /** Hostnames whose claims lost their status. */
  readonly statusLost: Set<string>
  /** Hostnames whose claims have the annotation to leave alias and certificate behind. */
  readonly abandoned: Set<string>
  /** How many certificates of each hostname people destroyed or made to fail, at most. */
  readonly destroyedCertificates: Map<string, number>
  /** When people last allowed the deletions that a pool held back (ms), by name of the pool. */
  readonly allowedDeletionsAt: Map<string, number>
  /** Aliases of which people deleted the TXT record, by `keyOfRecord`. */
  readonly bareAliases: Map<string, BareAlias>
  /** Hostnames whose certificates people removed while no claim, or a deleted one, could see it. */
  readonly unseenRemovals: Set<string>
}

/**
 * An alias that has no TXT record since a time (ms), because people deleted the TXT record. If the
 * status of its claim did not prove the alias then, the hooks may learn so later, or never.
 */
export type BareAlias = { record: ZoneRecord; since: number; isUnproven: boolean }

type Bare = Pick<Losses, 'bareAliases'>

/** The key of a record among all zones. */
export function keyOfRecord({
  zoneID,
  name,
  type
}: Pick<ZoneRecord, 'zoneID' | 'name' | 'type'>): string {
  return `${zoneID} ${name} ${type}`
}

/** Creates the notes of a run. At the start people have changed nothing. */
export function createPeople(cloud: EmbeddedAws, now: () => number): People {
  const foreignRecords = new Map<string, ZoneRecord>()
  const bareAliases = new Map<string, BareAlias>()
  return {
    ...createForeignRecords(cloud, { foreignRecords, bareAliases }, now),
    ...createDisturbances(cloud, now),
    ...createRemovedValidations(cloud, foreignRecords),
    forcedUIDs: new Set(),
    claimsInRestore: new Set(),
    restoredAt: new Map(),
    statusLost: new Set(),
    abandoned: new Set(),
    destroyedCertificates: new Map(),
    unseenRemovals: new Set(),
    bareAliases,
    allowedDeletionsAt: new Map()
  }
}

function createForeignRecords(
  cloud: EmbeddedAws,
  { foreignRecords, bareAliases }: { foreignRecords: Map<string, ZoneRecord> } & Bare,
  now: () => number
): ForeignRecords {
  const { zones } = cloud
  const changes = new Map<string, number>()
  const makeForeign = (record: ZoneRecord) => void foreignRecords.set(keyOfRecord(record), record)
  return {
    foreignRecords,
    changedAt: name => changes.get(name) ?? Number.NEGATIVE_INFINITY,
    putRecord: (zoneID, record) => {
      changes.set(normalName(record.name), now())
      zones.put(zoneID, record)
      const { type } = record
      const key = keyOfRecord({ zoneID, name: normalName(record.name), type })
      bareAliases.delete(key)
      const written = recordsOf(cloud).find(found => keyOfRecord(found) === key)
      if (written !== undefined) makeForeign(written)
    },
    removeRecord: (zoneID, name, type) => {
      changes.set(normalName(name), now())
      zones.removeRecord(zoneID, name, type)
      const key = keyOfRecord({ zoneID, name: normalName(name), type })
      foreignRecords.delete(key)
      bareAliases.delete(key)
    },
    makeForeign,
    makeOwn: record => void foreignRecords.delete(keyOfRecord(record))
  }
}

function createDisturbances(cloud: EmbeddedAws, now: () => number): Disturbances {
  const disturbances = new Map<string, { at: number; txt: string | undefined }>()
  return {
    disturb: hostname => {
      const txt = findRecord(cloud, txtNameOf(hostname), 'TXT')?.values.join()
      disturbances.set(hostname, { at: now(), txt })
    },
    disturbedAt: hostname => disturbances.get(hostname)?.at ?? Number.NEGATIVE_INFINITY,
    txtWhenDisturbed: hostname => disturbances.get(hostname)?.txt
  }
}

function createRemovedValidations(
  cloud: EmbeddedAws,
  foreignRecords: ReadonlyMap<string, ZoneRecord>
): RemovedValidations {
  const removed = new Set<string>()
  const isWritten = (name: string) => {
    const record = findRecord(cloud, name, 'CNAME')
    return record !== undefined && !foreignRecords.has(keyOfRecord(record))
  }
  return {
    noteRemovedValidation: name => void removed.add(normalName(name)),
    isValidationRemoved: name => {
      if (isWritten(name)) removed.delete(normalName(name))
      return removed.has(normalName(name))
    }
  }
}

function findRecord(cloud: EmbeddedAws, name: string, type: string): ZoneRecord | undefined {
  const normal = normalName(name)
  return recordsOf(cloud).find(record => record.name === normal && record.type === type)
}
