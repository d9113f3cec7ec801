/** How many conditions have this type, status and reason. They may be of any form. */
export type Tally = { type: unknown; status: unknown; reason: unknown; count: number }

/** Counts conditions. Called for each condition of each claim in every sync of a pool. */
export type Tallies = {
  /** @param index the place of the condition in its status */
  note: (condition: unknown, index: number) => void
  all: () => readonly Tally[]
}

/**
 * Makes tallies of nothing. Most claims have the same conditions in the same places. So a condition
 * is compared first with the condition that the claim before had in this place, and is looked up
 * only if the two differ. That saves most of the time.
 */
export function createTallies(): Tallies {
  const byPlace: (Tally | undefined)[] = []
  const byType = new Map<unknown, Map<unknown, Map<unknown, Tally>>>()
  const list: Tally[] = []
  function lookUp(type: unknown, status: unknown, reason: unknown): Tally {
    const byReason = inner(inner(byType, type), status)
    const known = byReason.get(reason)
    if (known !== undefined) return known
    const tally = { type, status, reason, count: 0 }
    byReason.set(reason, tally)
    list.push(tally)
    return tally
  }
  return {
    note(condition, index) {
      const { type, status, reason } = Object(condition) as Record<string, unknown>
      const last = byPlace[index]
      const isSame = last?.type === type && last?.status === status && last?.reason === reason
      const tally = isSame && last !== undefined ? last : lookUp(type, status, reason)
      tally.count++
      byPlace[index] = tally
    },
    all: () => list
  }
}

function inner<Key, Value>(outer: Map<unknown, Map<Key, Value>>, key: unknown): Map<Key, Value> {
  const known = outer.get(key)
  if (known !== undefined) return known
  const made = new Map<Key, Value>()
  outer.set(key, made)
  return made
}
