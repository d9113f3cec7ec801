import { parseArgs } from 'node:util'

/** The parts of the benchmark. */
const parts = ['hooks', 'pool', 'engine'] as const
export type Part = (typeof parts)[number]

export type Arguments = {
  json: boolean
  help: boolean
  parts: readonly Part[]
  /** How many hostnames the run through the engine has. */
  hostnames: number
  /** How many workers each controller of Metacontroller has. */
  workers: number
  /** How many virtual hours the run through the engine is left alone. */
  idleHours: number
}

/** The command line is invalid. The message says what is wrong with it. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const usage = `npm run bench -- [options]
  --json             print one JSON document instead of tables
  --part NAME        run only this part: ${parts.join(', ')}; may be repeated
  --hostnames N      hostnames in the run through the engine (1000)
  --workers N        workers of each controller of Metacontroller (50)
  --idle-hours N     virtual hours without a change (24)
`

/** Reads the command line. @throws {UsageError} when it is invalid */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args)
  return {
    json: values.json,
    help: values.help,
    parts: partsOf(values.part),
    hostnames: wholeNumber('--hostnames', values.hostnames, 1, 2500),
    workers: wholeNumber('--workers', values.workers, 1, 1000),
    idleHours: wholeNumber('--idle-hours', values['idle-hours'], 1, 1000)
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        part: { type: 'string', multiple: true, default: [] },
        hostnames: { type: 'string', default: '1000' },
        workers: { type: 'string', default: '50' },
        'idle-hours': { type: 'string', default: '24' }
      }
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function partsOf(names: readonly string[]): readonly Part[] {
  const unknown = names.find(name => !parts.some(part => part === name))
  if (unknown !== undefined)
    throw new UsageError(`--part ${unknown}: must be one of ${parts.join(', ')}`)
  return names.length === 0 ? parts : parts.filter(part => names.includes(part))
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${most}`)
}
