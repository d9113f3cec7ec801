import { invariants } from './invariants/index.ts'
import type { Checks, Finding } from './invariants/invariant.ts'
import { noCrash } from './invariants/no-crash.ts'
import { settles } from './invariants/settles.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Schedule } from './schedule.ts'
import type { Step } from './truth.ts'
import { createFaultWorld, type FaultWorld } from './world.ts'

/** A broken invariant: which, how, and when (milliseconds since the start of the run). */
export type Violation = {
  invariant: string
  finding: string
  at: number
  phase: Phase
}

/**
 * The parts of a run, in this order.
 * - `faults`: people do their deeds, and faults strike
 * - `settling`: no fault strikes any more
 * - `advising`: people have done what the conditions advise, and everything settles again
 * - `emptying`: everything is deleted
 */
export type Phase = 'faults' | 'settling' | 'advising' | 'emptying'

/** A world whose steps are checked against the invariants. */
export type InvariantWatch = {
  world: FaultWorld
  enter: (phase: Phase) => void
  /** Checks the invariants at the end of a phase. */
  check: (when: 'settled' | 'emptied') => void
  /** Reports a violation that the caller has found. */
  report: (invariant: string, finding: string) => void
  /** The first violation, if there is one. */
  violation: () => Violation | undefined
  /** Virtual milliseconds since the start of the run. */
  elapsed: () => number
}

export type WatchOptions = {
  sabotage?: Sabotage | undefined
  /** `at`: milliseconds since the start of the run. */
  onStep?: (at: number, what: string, world: FaultWorld) => void
}

/** A run has some hundreds of steps. If it has more than this, the hooks write in a loop. */
const mostSteps = 20_000

/** Creates the world of a schedule and checks the invariants after each of its steps. */
export function watchInvariants(schedule: Schedule, options: WatchOptions): InvariantWatch {
  const running = invariants.map(({ name, begin }) => ({ name, checks: begin() }))
  let phase: Phase = 'faults'
  let violation: Violation | undefined
  let startedAt = Number.NaN
  const elapsed = () => world.clock.now() - startedAt
  function report(invariant: string, finding: Finding): void {
    if (finding === undefined || violation !== undefined) return
    violation = { invariant, finding, at: elapsed(), phase }
    // A loop of writes during which no virtual time passes would never end by itself.
    void world.cluster.stop()
  }
  function checkAll(check: (checks: Checks) => Finding): void {
    if (violation !== undefined) return
    for (const { name, checks } of running) report(name, check(checks))
  }
  function onStep(step: Step): void {
    // These are steps of the creation of the world. The world is incomplete, so nothing is checked.
    if (Number.isNaN(startedAt)) return
    const { truth, counts, lastWrite } = world
    options.onStep?.(elapsed(), lastWrite.what, world)
    checkAll(checks => checks.afterStep?.(truth, step))
    if (counts.steps > mostSteps)
      report(settles.name, `more than ${mostSteps} steps, the last ${lastWrite.what}`)
  }
  const onCrash = (error: Error) => report(noCrash.name, error.message)
  const world = createFaultWorld(schedule, { sabotage: options.sabotage, onStep, onCrash })
  startedAt = world.clock.now()
  return {
    world,
    enter: next => {
      phase = next
    },
    check: when => checkAll(checks => checks[when]?.(world.truth)),
    report,
    violation: () => violation,
    elapsed
  }
}
