import { createDraw, type Draw } from './draw.ts'
import type { FaultKind, FaultRates } from './fault-kinds.ts'

/** Decides, occasion by occasion, whether a fault strikes; a stream of its own for each kind. */
export type Strikes = {
  /** Whether this kind strikes now. */
  hits: (kind: FaultKind) => boolean
  /** Whether this kind is on, all the time until the end of the run. */
  lasts: (kind: FaultKind) => boolean
  /** For what a strike is like. */
  drawOf: (kind: FaultKind) => Draw
  /** From now on nothing goes wrong any more. */
  end: () => void
  /** How many strikes there were, by kind. */
  counts: () => Readonly<Record<string, number>>
}

/** Makes the source of faults of one run. */
export function createStrikes(seed: number, rates: FaultRates): Strikes {
  const draws = new Map<FaultKind, Draw>()
  const counts: Record<string, number> = {}
  let isOver = false
  const drawOf = (kind: FaultKind) => {
    const draw = draws.get(kind) ?? createDraw(seed, kind)
    draws.set(kind, draw)
    return draw
  }
  return {
    hits: kind => {
      const rate = rates[kind]
      if (isOver || rate === undefined || !drawOf(kind).chance(rate)) return false
      counts[kind] = (counts[kind] ?? 0) + 1
      return true
    },
    lasts: kind => {
      if (rates[kind] === undefined) return false
      counts[kind] = 1
      return true
    },
    drawOf,
    end: () => {
      isOver = true
    },
    counts: () => counts
  }
}
