import type { FaultKind } from './fault-kinds.ts'
import { type Outcome, runSchedule } from './run-schedule.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Schedule } from './schedule.ts'

/** The smallest schedule that was found, its outcome, and how many runs it took to find it. */
export type Shrunk = { schedule: Schedule; outcome: Outcome; runs: number }

/** The limit of runs. Runs beyond this number rarely make a schedule smaller. */
const mostRuns = 150

/**
 * Makes a schedule smaller as long as it violates the same invariant. First it leaves out kinds of
 * faults, one at a time. Then it leaves out deeds: half of them at a time, then fewer, at last one.
 */
export async function shrink(
  schedule: Schedule,
  outcome: Outcome,
  sabotage: Sabotage | undefined
): Promise<Shrunk> {
  let best: Shrunk = { schedule, outcome, runs: 0 }
  async function keepIfViolating(smaller: Schedule): Promise<boolean> {
    if (best.runs >= mostRuns) return false
    const runs = best.runs + 1
    const tried = await runSchedule(smaller, { sabotage })
    const isSame = tried.violation?.invariant === outcome.violation?.invariant
    best = isSame ? { schedule: smaller, outcome: tried, runs } : { ...best, runs }
    return isSame
  }
  for (const kind of Object.keys(schedule.faults)) {
    const { [kind as FaultKind]: _, ...faults } = best.schedule.faults
    await keepIfViolating({ ...best.schedule, faults })
  }
  for (const size of chunkSizes(schedule.deeds.length)) {
    for (let from = 0; from < best.schedule.deeds.length; ) {
      const deeds = best.schedule.deeds.toSpliced(from, size)
      if (!(await keepIfViolating({ ...best.schedule, deeds }))) from += size
    }
  }
  return best
}

/** How many deeds to leave out at a time: half of the count, then a quarter, down to 1. */
function chunkSizes(count: number): number[] {
  const sizes: number[] = []
  for (let size = Math.ceil(count / 2); size > 1; size = Math.ceil(size / 2)) sizes.push(size)
  return count === 0 ? [] : [...sizes, 1]
}
