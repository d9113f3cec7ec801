import { parseArgs } from 'node:util'

/** The parts of the benchmark. */
const parts = ['hooks', 'pool', 'engine'] as const
export type Part = (typeof parts)[number]

export type Arguments = {
  json: boolean
  help: boolean
  parts: readonly Part[]
  /** Of the engine's run. */
  hostnames: number
  workers: number
  idleHours: number
}

/** What is wrong with the command line, in words. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export const usage = `npm run bench -- [options]
  --json             one JSON document on stdout instead of tables
  --part NAME        only ${parts.join(', ')}; may be repeated
  --hostnames N      of the engine's run (1000)
  --workers N        Metacontroller's, for each controller (50)
  --idle-hours N     (24)
`

/** Reads the command line. @throws {UsageError} */
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
    throw new UsageError(`--part ${unknown}: there are ${parts.join(', ')}`)
  return names.length === 0 ? parts : parts.filter(part => names.includes(part))
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new UsageError(`${option} ${text}: a whole number from ${least} to ${most}`)
}
