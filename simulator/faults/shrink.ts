import type { FaultKind } from './fault-kinds.ts'
import { type Outcome, runSchedule } from './run-schedule.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Schedule } from './schedule.ts'

export type Shrunk = { schedule: Schedule; outcome: Outcome; runs: number }

/** More than this is not worth the wait. */
const mostRuns = 150

/**
 * Leaves out kinds of faults, then deeds, as long as the same invariant is still violated: half of the deeds at a
 * time, then fewer, then each alone.
 */
export async function shrink(
  schedule: Schedule,
  outcome: Outcome,
  sabotage: Sabotage | undefined
): Promise<Shrunk> {
  let best: Shrunk = { schedule, outcome, runs: 0 }
  async function keepIfFailing(smaller: Schedule): Promise<boolean> {
    if (best.runs >= mostRuns) return false
    const tried = await runSchedule(smaller, { sabotage })
    const isSame = tried.violation?.invariant === outcome.violation?.invariant
    best = isSame
      ? { schedule: smaller, outcome: tried, runs: best.runs + 1 }
      : { ...best, runs: best.runs + 1 }
    return isSame
  }
  for (const kind of Object.keys(schedule.faults)) {
    const { [kind as FaultKind]: _, ...faults } = best.schedule.faults
    await keepIfFailing({ ...best.schedule, faults })
  }
  for (
    let size = Math.ceil(schedule.deeds.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < best.schedule.deeds.length; ) {
      const deeds = best.schedule.deeds.toSpliced(from, size)
      if (!(await keepIfFailing({ ...best.schedule, deeds }))) from += size
    }
  }
  return best
}
