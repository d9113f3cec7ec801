import { drawSchedule } from './draw-schedule.ts'
import type { FaultOptions } from './options.ts'
import { type Outcome, runSchedule } from './run-schedule.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import { clockTime, describeSchedule } from './schedule.ts'
import { shrink } from './shrink.ts'

/** What a run needs of the real world. */
export type Surroundings = {
  /** Writes a line for people. */
  say: (line: string) => void
  /** Real milliseconds. */
  now: () => number
}

/** The sums over all seeds. */
export type Totals = {
  schedules: number
  steps: number
  syncs: number
  faults: number
  violations: number
}

/** What all seeds of a run share. */
type Run = { options: FaultOptions; sabotage: Sabotage | undefined; say: Surroundings['say'] }

/** Runs seed after seed until the last seed, the end of the time or the first violation. */
export async function runSeeds(
  options: FaultOptions,
  sabotage: Sabotage | undefined,
  { say, now }: Surroundings
): Promise<Totals> {
  const totals: Totals = { schedules: 0, steps: 0, syncs: 0, faults: 0, violations: 0 }
  const run: Run = { options, sabotage, say }
  const end = now() + options.seconds * 1000
  const isOver = () => totals.schedules >= options.seeds || now() >= end
  for (let seed = options.from; !isOver() && totals.violations === 0; seed += options.step) {
    const outcome = await runSeed(seed, run)
    add(totals, outcome)
    if (outcome.violation !== undefined) await showViolation(seed, outcome, run)
    else if (totals.schedules % 50 === 0)
      say(`${totals.schedules} schedules without a violation, up to seed ${seed}`)
  }
  return totals
}

/** Sums, duration and result in one line. */
export function describeTotals(totals: Totals, milliseconds: number): string {
  const { schedules, steps, syncs, faults, violations } = totals
  const sums = [
    `${schedules} ${schedules === 1 ? 'schedule' : 'schedules'}`,
    `${steps} steps`,
    `${syncs} syncs`,
    `${faults} faults in ${(milliseconds / 1000).toFixed(1)} s`
  ]
  const result = violations === 0 ? 'no violation' : 'an invariant was violated'
  return `${sums.join(', ')}: ${result}`
}

async function runSeed(seed: number, { options, sabotage, say }: Run): Promise<Outcome> {
  const schedule = drawSchedule(seed)
  if (!options.verbose) return runSchedule(schedule, { sabotage })
  for (const line of describeSchedule(schedule)) say(line)
  return runSchedule(schedule, {
    sabotage,
    onStep: (at, what) => say(`  ${clockTime(at / 1000)}  ${what}`)
  })
}

function add(totals: Totals, { steps, syncs, faults, violation }: Outcome): void {
  totals.schedules += 1
  totals.steps += steps
  totals.syncs += syncs
  totals.faults += faults
  if (violation !== undefined) totals.violations += 1
}

/** Shows a violation, the smallest schedule that causes it, and the command that repeats it. */
async function showViolation(seed: number, outcome: Outcome, run: Run): Promise<void> {
  const { options, sabotage, say } = run
  const schedule = drawSchedule(seed)
  sayViolation(seed, outcome, say)
  if (options.shrink) {
    say('making it smaller …')
    const small = await shrink(schedule, outcome, sabotage)
    for (const line of describeSchedule(small.schedule)) say(line)
    sayViolation(seed, small.outcome, say)
  } else for (const line of describeSchedule(schedule)) say(line)
  const flag = options.sabotage === undefined ? '' : ` --sabotage ${options.sabotage}`
  say(`step by step: npm run faults -- --from ${seed} --seeds 1 --verbose${flag}`)
}

function sayViolation(seed: number, { violation }: Outcome, say: Surroundings['say']): void {
  if (violation === undefined) return
  const { invariant, finding, at, phase } = violation
  say(`seed ${seed}: ${invariant}: violated at ${clockTime(at / 1000)} (${phase}): ${finding}`)
}
