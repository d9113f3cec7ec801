import { parseArgs } from 'node:util'

/** How much of the waiting for AWS and the cluster is left out. */
export type Pace = 'shortened' | 'fast' | 'real-time'

export type DemoArguments = {
  /** Files or folders with the user's own YAML. If empty, the examples are applied. */
  files: readonly string[]
  pace: Pace
  /** How many requests are generated, in addition to those of the files. */
  hostnames: number
  json: boolean
  keep: boolean
  /** Whether the hooks log to stderr instead of a file. */
  log: boolean
  /** Whether each change is a line, also on a terminal. */
  verbose: boolean
}

/** Thrown if the demo cannot use the command line or the files. The message says why. */
export class UsageError extends Error {
  override name = 'UsageError'
}

const command = 'npm run demo -- [FILE…] [--hostnames N] [--fast | --real-time]'

export const usage = `${command} [--keep] [--verbose] [--json] [--log]

Runs the hooks as a real process against an embedded AWS and a simulated cluster. The demo applies
YAML, shows what becomes of each request and HTTPRoute, deletes everything again, and checks that
nothing is left. The admission policies of metacontroller/policies.yaml are in force.

  FILE…          YAML files or folders to apply instead of examples/. If they contain no
                 GatewayPool, the pool of the examples is applied too. Hosted zones, namespaces
                 and the GatewayClass that they name are created, so a mistake there is not found.
  --hostnames N  adds N generated requests in 10 namespaces, and raises the limits of the pool so
                 that they fit
  --fast         leaves out the waits of AWS. The quotas of AWS and the polling of the hooks stay
                 as they are. Polling takes most of the time, so a few hostnames are hardly faster.
  --real-time    shortens nothing: about a quarter of an hour
  --keep         deletes nothing, stays up until Ctrl-C, and prints how to reach the hooks and the
                 embedded AWS
  --verbose      prints each change in a line. Without it, a terminal shows a board with a row for
                 each hostname
  --json         prints one JSON document on stdout, and nothing else there
                 (npm run -s demo -- --json)
  --log          writes the log of the hooks to stderr
  --help         this text

An object that has to be refused says so by the annotation gateway-orchestrator.io/demo-expect.
On a request, its value is the reason of Ready=False, or Invalid if the API server refuses the
request. The annotation works on HTTPRoutes too.

Exit status: 0 everything ended as expected and nothing was left, 1 something did not end as
expected, 2 wrong arguments, or a file that cannot be read.
`

/**
 * The most requests that `--hostnames` may generate. An AWS account may have 2,500 certificates by
 * default. The other 100 are for the requests of the files.
 */
const maxHostnames = 2400

const options = {
  hostnames: { type: 'string', default: '0' },
  fast: { type: 'boolean', default: false },
  'real-time': { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false }
} as const

/**
 * Reads the command line.
 * @returns the arguments, or 'help' if the user asked for help
 * @throws {UsageError} on flags that do not exist or contradict each other
 */
export function readArguments(args: readonly string[]): DemoArguments | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  if (values.fast && values['real-time'])
    throw new UsageError('--fast and --real-time contradict each other')
  const pace = values.fast ? 'fast' : values['real-time'] ? 'real-time' : 'shortened'
  const { json, keep, log, verbose } = values
  const hostnames = readCount(values.hostnames)
  return { files: positionals, pace, hostnames, json, keep, log, verbose }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(firstSentence(error instanceof Error ? error.message : String(error)))
  }
}

/** The first sentence of an error of Node. The next ones give advice that does not fit the demo. */
function firstSentence(text: string): string {
  return text.split(/\.?(?:\s*\n|\. )/)[0] ?? text
}

function readCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (count >= 0 && count <= maxHostnames) return count
  throw new UsageError(`--hostnames takes a whole number from 0 to ${maxHostnames}, not ${text}`)
}
