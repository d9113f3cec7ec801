import { parentsOf } from '../hostname/domains.ts'

/**
 * Which names of a zone have records, and how many such names there are below any name. DNS says
 * that a name exists if there are records at it or below it.
 */
export type ExistingNames = {
  note: (name: string, hasRecords: boolean) => void
  /** How many names have records, counting the name itself and the names below it. */
  countWithin: (name: string) => number
}

/** Each change costs one step for each label of the name, whatever the size of the zone. */
export function createExistingNames(names: Iterable<string>): ExistingNames {
  const existing = new Set<string>()
  const counts = new Map<string, number>()
  function note(name: string, hasRecords: boolean): void {
    if (existing.has(name) === hasRecords) return
    if (hasRecords) existing.add(name)
    else existing.delete(name)
    for (const at of [name, ...parentsOf(name)])
      counts.set(at, (counts.get(at) ?? 0) + (hasRecords ? 1 : -1))
  }
  for (const name of names) note(name, true)
  return { note, countWithin: name => counts.get(name) ?? 0 }
}
