import { parseArgs } from 'node:util'

/** What the command line asks for. */
export type FaultOptions = {
  /** The first seed. */
  from: number
  /** From one seed to the next: processes that share the work take turns. */
  step: number
  /** Processes that share the work. */
  jobs: number
  /** How many seeds; Infinity where only the time bounds. */
  seeds: number
  /** Seconds of real time after which no further seed is begun. */
  seconds: number
  sabotage: string | undefined
  verbose: boolean
  /** Whether a failing seed is made smaller before it is shown. */
  shrink: boolean
}

export const usage = `npm run faults -- [--seeds N] [--from S] [--seconds T] [--jobs J] [--sabotage NAME] [--verbose] [--no-shrink]

Draws schedules of deeds (people, AWS, the clock) and faults from seeds, runs each of them on virtual time through the
hooks, the embedded AWS and a simulated cluster, and holds what happens against the invariants after every step.

  --seeds N        how many (100; without end where --seconds is given)
  --from S         the first seed (1)
  --seconds T      begins no further seed after T seconds
  --jobs J         as many processes share the work (1)
  --sabotage NAME  breaks something on purpose, to see that an invariant notices; an unknown NAME lists them
  --verbose        each schedule and each step
  --no-shrink      shows a failing schedule as it was drawn, and makes it no smaller
  --help           this text

Exit status: 0 no violation, 1 an invariant was violated, 2 wrong arguments.
`

/** Whether the usage is asked for. */
export function wantsHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h')
}

/** Reads the command line. @throws with a sentence where it makes no sense */
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
  const { from, sabotage, verbose, shrink } = values
  const seeds = values.seeds ?? (values.seconds === undefined ? '100' : undefined)
  const many = seeds === undefined ? Number.POSITIVE_INFINITY : countOf('--seeds', seeds)
  return {
    from: wholeNumber('--from', from, 0),
    step: countOf('--step', values.step),
    // A process without a seed has nothing to tell.
    jobs: Math.min(countOf('--jobs', values.jobs), many),
    seeds: many,
    seconds:
      values.seconds === undefined
        ? Number.POSITIVE_INFINITY
        : countOf('--seconds', values.seconds),
    sabotage,
    verbose,
    shrink
  }
}

/** At least one: where nothing is run, "no violation" says nothing. */
function countOf(name: string, text: string): number {
  return wholeNumber(name, text, 1)
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`${name} must be a whole number from ${least} on, not ${text}`)
}
