import { drawSchedule } from './draw-schedule.ts'
import type { FaultOptions } from './options.ts'
import { type Outcome, runSchedule } from './run-schedule.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import { clockTime, describeSchedule } from './schedule.ts'
import { shrink } from './shrink.ts'

/** The outside world of a run: where lines go, and the real time in milliseconds. */
export type Surroundings = { say: (line: string) => void; now: () => number }

/** What all seeds together came to. */
export type Totals = {
  schedules: number
  steps: number
  syncs: number
  faults: number
  violations: number
}

/** Runs seed after seed, until the number or the time is used up, or an invariant is violated. */
export async function runSeeds(
  options: FaultOptions,
  sabotage: Sabotage | undefined,
  { say, now }: Surroundings
): Promise<Totals> {
  const totals: Totals = { schedules: 0, steps: 0, syncs: 0, faults: 0, violations: 0 }
  const begun = now()
  const isOver = () => totals.schedules >= options.seeds || now() - begun >= options.seconds * 1000
  for (let seed = options.from; !isOver() && totals.violations === 0; seed += options.step) {
    const outcome = await runSeed(seed, options, sabotage, say)
    add(totals, outcome)
    if (outcome.violation !== undefined) await tell(seed, outcome, { options, sabotage, say })
    else if (totals.schedules % 50 === 0)
      say(`${totals.schedules} schedules without a violation, up to seed ${seed}`)
  }
  return totals
}

/** All of it in one line: how many schedules, steps and faults, how long it took, and how it went. */
export function describeTotals(
  { schedules, steps, syncs, faults, violations }: Totals,
  milliseconds: number
): string {
  const seconds = (milliseconds / 1000).toFixed(1)
  const many = `${schedules} ${schedules === 1 ? 'schedule' : 'schedules'}, ${steps} steps, ${syncs} syncs, ${faults} faults in ${seconds} s`
  return `${many}: ${violations === 0 ? 'no violation' : 'an invariant was violated'}`
}

async function runSeed(
  seed: number,
  { verbose }: FaultOptions,
  sabotage: Sabotage | undefined,
  say: Surroundings['say']
): Promise<Outcome> {
  const schedule = drawSchedule(seed)
  if (!verbose) return runSchedule(schedule, { sabotage })
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

type Telling = { options: FaultOptions; sabotage: Sabotage | undefined; say: Surroundings['say'] }

/** A violation, the smallest schedule that was found to bring it about, and how to see it again. */
async function tell(
  seed: number,
  outcome: Outcome,
  { options, sabotage, say }: Telling
): Promise<void> {
  sayViolation(seed, outcome, say)
  const schedule = drawSchedule(seed)
  if (options.shrink) {
    say('making it smaller …')
    const small = await shrink(schedule, outcome, sabotage)
    for (const line of describeSchedule(small.schedule)) say(line)
    sayViolation(seed, small.outcome, say)
  } else for (const line of describeSchedule(schedule)) say(line)
  const same = options.sabotage === undefined ? '' : ` --sabotage ${options.sabotage}`
  say(`again, step by step: npm run faults -- --from ${seed} --seeds 1 --verbose${same}`)
}

function sayViolation(seed: number, { violation }: Outcome, say: Surroundings['say']): void {
  if (violation === undefined) return
  const { invariant, finding, at, phase } = violation
  say(`seed ${seed}: ${invariant}: violated at ${clockTime(at / 1000)} (${phase}): ${finding}`)
}
