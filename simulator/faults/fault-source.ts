import { createDraw, type Draw } from './draw.ts'
import type { FaultKind, FaultRates } from './fault-kinds.ts'

/** Decides at each opportunity whether a fault strikes. Each kind has its own random stream. */
export type FaultSource = {
  /** Whether the kind strikes now. */
  strikes: (kind: FaultKind) => boolean
  /** Whether a lasting kind is on. Such a kind stays on until the end of the run, despite `end`. */
  isOn: (kind: FaultKind) => boolean
  /** Random choices about a strike of the kind, such as a delay. */
  drawOf: (kind: FaultKind) => Draw
  /** From now on no kind strikes any more. */
  end: () => void
  /** How often each kind has struck. A lasting kind that is on counts once. */
  counts: () => Readonly<Record<string, number>>
}

/** Makes the source of faults for one run. */
export function createFaultSource(seed: number, rates: FaultRates): FaultSource {
  const draws = new Map<FaultKind, Draw>()
  const counts: Record<string, number> = {}
  let isOver = false
  const drawOf = (kind: FaultKind) => {
    const draw = draws.get(kind) ?? createDraw(seed, kind)
    draws.set(kind, draw)
    return draw
  }
  return {
    strikes: kind => {
      const rate = rates[kind]
      if (isOver || rate === undefined || !drawOf(kind).chance(rate)) return false
      counts[kind] = (counts[kind] ?? 0) + 1
      return true
    },
    isOn: kind => {
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
