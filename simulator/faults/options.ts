import { parseArgs } from 'node:util'

/** The options of the command line. */
export type FaultOptions = {
  /** The first seed. */
  from: number
  /** The distance from one seed to the next. Processes that take the seeds in turn need it. */
  step: number
  /** How many processes share the work. */
  jobs: number
  /** How many seeds are run. `Infinity` if only the time is limited. */
  seeds: number
  /** No further seed is started after this time (real seconds). */
  seconds: number
  sabotage: string | undefined
  verbose: boolean
  /** Whether a schedule that violates an invariant is made smaller before it is shown. */
  shrink: boolean
}

export const usage = `npm run faults -- [--seeds N] [--from S] [--seconds T] [--jobs J]
                  [--sabotage NAME] [--verbose] [--no-shrink]

Draws schedules of deeds (what people do) and faults from seeds. Runs each of them on virtual time
through the hooks, the embedded AWS and a simulated cluster. Checks invariants after every step.

  --seeds N        how many seeds (100; no limit with --seconds)
  --from S         the first seed (1)
  --seconds T      starts no further seed after T seconds
  --jobs J         how many processes share the work (1)
  --sabotage NAME  plants a bug, to see that an invariant notices it; an unknown NAME lists them
  --verbose        shows each schedule and each step
  --no-shrink      shows a schedule with a violation as drawn, without making it smaller
  --help           shows this text

Exit status: 0 no violation, 1 an invariant was violated, 2 wrong arguments.
`

/** Whether the command line asks for the usage. */
export function wantsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h')
}

/** Reads the command line. @throws an error with a readable message if an option is invalid */
export function readOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      from: { type: 'string', default: '1' },
      step: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      seconds: { type: 'string' },
      sabotage: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: true }
    }
  })
  const { from, step, jobs, seconds, sabotage, verbose, shrink } = values
  const defaultSeeds = seconds === undefined ? '100' : undefined
  const seeds = countOrInfinity('--seeds', values.seeds ?? defaultSeeds)
  return {
    from: wholeNumber('--from', from, 0),
    step: count('--step', step),
    // There are at most as many processes as seeds, because each process needs a seed to run.
    jobs: Math.min(count('--jobs', jobs), seeds),
    seeds,
    seconds: countOrInfinity('--seconds', seconds),
    sabotage,
    verbose,
    shrink
  }
}

function countOrInfinity(flag: string, text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : count(flag, text)
}

/** Reads a count of at least 1, because "no violation" means nothing if nothing was run. */
function count(flag: string, text: string): number {
  return wholeNumber(flag, text, 1)
}

function wholeNumber(flag: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`${flag} must be a whole number from ${least} on, not ${text}`)
}
