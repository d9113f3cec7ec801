import { parentsOf } from '../hostname/domains.ts'
import type { RecordSet } from './records.ts'

/** The wildcard that answers for a name that does not exist. */
export type ClosestWildcard = {
  /** All records of the wildcard; at least one. */
  records: readonly RecordSet[]
  /**
   * The names that begin to exist with the first record at the name or below it, from the top down.
   * The last one is the name itself. None of them has the wildcard's answers any more.
   */
  hides: readonly string[]
}

/** The parents of a name that are in the zone, nearest first. */
function parentsWithin(zoneName: string, name: string): readonly string[] {
  return parentsOf(name).filter(parent => parent.length >= zoneName.length)
}

/** The names of all wildcards that may answer for a name of the zone, nearest first. */
export function wildcardsAbove(zoneName: string, name: string): readonly string[] {
  return parentsWithin(zoneName, name).map(parent => `*.${parent}`)
}

/**
 * Finds the wildcard that answers for a name, as RFC 4592 says: the name must not exist, and the
 * wildcard has to be right below the closest parent that exists.
 * @param exists whether a name exists: whether there is a record at it or below it
 * @returns `undefined` if no wildcard answers for the name
 */
export function closestWildcard(
  zoneName: string,
  name: string,
  exists: (name: string) => boolean,
  recordsAt: (name: string) => readonly RecordSet[]
): ClosestWildcard | undefined {
  if (name === zoneName || exists(name)) return undefined
  const hides = [name]
  for (const parent of parentsWithin(zoneName, name)) {
    if (parent === zoneName || exists(parent)) {
      const records = recordsAt(`*.${parent}`)
      return records.length === 0 ? undefined : { records, hides: hides.reverse() }
    }
    hides.push(parent)
  }
  return undefined
}
