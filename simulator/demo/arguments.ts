import { parseArgs } from 'node:util'

/** How much of AWS's and the cluster's waiting is left out. */
export type Pace = 'shortened' | 'fast' | 'real-time'

export type DemoArguments = {
  /** The user's own YAML, files or folders; none: the examples. */
  files: readonly string[]
  pace: Pace
  /** Generated requests beside those of the files. */
  hostnames: number
  json: boolean
  keep: boolean
  /** The hooks' log goes to stderr instead of a file. */
  log: boolean
}

/** The command line is not as it must be; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const usage = `npm run demo -- [FILE…] [--hostnames N] [--fast | --real-time] [--keep] [--json] [--log]

Runs the hooks as a real process against an embedded AWS and a simulated cluster: applies YAML, shows
what becomes of each request and HTTPRoute, deletes everything again, and shows that nothing is left. The guards of
metacontroller/policies.yaml hold there too.

  FILE…          YAML files or folders to apply instead of examples/; without a GatewayPool in them, the examples' pool
  --hostnames N  adds N generated requests in 10 namespaces, and raises the pool's limits to fit
  --fast         takes AWS's waits out. Its quotas stay as they are, and so does the hooks' own polling, which is most of
                 the time: with few hostnames it saves next to nothing
  --real-time    shortens nothing: about a quarter of an hour
  --keep         deletes nothing, stays up until Ctrl-C, and prints how to reach the hooks and the embedded AWS
  --json         prints one JSON document on stdout and nothing else there (npm run -s demo -- --json)
  --log          the hooks' log on stderr
  --help         this text

A request that has to be refused says so: metadata.annotations["gateway-orchestrator.io/demo-expect"] is the reason
with which Ready ends up False, or Invalid where the API server refuses the object. It works on HTTPRoutes too.

Exit status: 0 all ended as expected and nothing was left, 1 something did not, 2 wrong arguments.
`

/** An ACM account has 2,500 certificates; some are for what the files ask for. */
const mostHostnames = 2400

const options = {
  hostnames: { type: 'string', default: '0' },
  fast: { type: 'boolean', default: false },
  'real-time': { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false }
} as const

/**
 * Reads the command line.
 * @returns the arguments, or 'help' where that is asked for
 * @throws {UsageError} on flags that do not exist or contradict each other
 */
export function readArguments(args: readonly string[]): DemoArguments | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  if (values.fast && values['real-time'])
    throw new UsageError('--fast and --real-time contradict each other')
  const pace = values.fast ? 'fast' : values['real-time'] ? 'real-time' : 'shortened'
  const { json, keep, log } = values
  return { files: positionals, pace, hostnames: readCount(values.hostnames), json, keep, log }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(firstSentence(error instanceof Error ? error.message : String(error)))
  }
}

/** Node's advice that follows is about other programs. */
function firstSentence(text: string): string {
  return text.split(/\.?(?:\s*\n|\. )/)[0] ?? text
}

function readCount(text: string): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (count >= 0 && count <= mostHostnames) return count
  throw new UsageError(`--hostnames takes a whole number from 0 to ${mostHostnames}, not ${text}`)
}
