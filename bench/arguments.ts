import { parseArgs } from 'node:util'
import { defined } from '../hooks/defined.ts'
import { type Flags, quickStartFlags } from './engine/flags.ts'
import { type SettingChanges, type SettingName, settingNames } from './engine/setting.ts'

/** The parts of the benchmark. */
const parts = ['hooks', 'pool', 'metrics', 'engine'] as const
export type Part = (typeof parts)[number]

export type Arguments = SettingChanges & {
  json: boolean
  help: boolean
  parts: readonly Part[]
  /** How many hostnames the run through the engine has. */
  hostnames: number
  /** The flags of Metacontroller. */
  flags: Flags
  setting: SettingName
  /**
   * How many virtual hours the run through the engine is left alone. With 0, it has only the cold
   * start and the deletion.
   */
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
  --workers N        workers of each controller of Metacontroller (${quickStartFlags.workers})
  --qps N            Metacontroller's --client-go-qps (${quickStartFlags.qps})
  --burst N          Metacontroller's --client-go-burst (${quickStartFlags.burst})
  --setting NAME     what surrounds the hooks: ${settingNames.join(', ')} (usual)
  --issue-seconds N  when ACM issues a certificate whose record is there (60)
  --api-milliseconds N  how long the API server takes for a request (10)
  --idle-hours N     virtual hours without a change (3); 0 for cold start and deletion only
`

/** Reads the command line. @throws {UsageError} when it is invalid */
export function readArguments(args: readonly string[]): Arguments {
  const values = parse(args)
  return {
    json: values.json,
    help: values.help,
    parts: partsOf(values.part),
    hostnames: wholeNumber('--hostnames', values.hostnames, 1, 2500),
    flags: {
      workers: wholeNumber('--workers', values.workers, 1, 1000),
      qps: wholeNumber('--qps', values.qps, 1, 100_000),
      burst: wholeNumber('--burst', values.burst, 1, 100_000)
    },
    setting: oneOf('--setting', values.setting, settingNames),
    ...defined({
      issueSeconds: optionalNumber('--issue-seconds', values['issue-seconds'], 100_000),
      apiMilliseconds: optionalNumber('--api-milliseconds', values['api-milliseconds'], 10_000)
    }),
    idleHours: wholeNumber('--idle-hours', values['idle-hours'], 0, 1000)
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
        workers: { type: 'string', default: `${quickStartFlags.workers}` },
        qps: { type: 'string', default: `${quickStartFlags.qps}` },
        burst: { type: 'string', default: `${quickStartFlags.burst}` },
        setting: { type: 'string', default: 'usual' },
        'issue-seconds': { type: 'string' },
        'api-milliseconds': { type: 'string' },
        'idle-hours': { type: 'string', default: '3' }
      }
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function partsOf(names: readonly string[]): readonly Part[] {
  const wanted = names.map(name => oneOf('--part', name, parts))
  return wanted.length === 0 ? parts : parts.filter(part => wanted.includes(part))
}

function oneOf<T extends string>(option: string, text: string, all: readonly T[]): T {
  const found = all.find(one => one === text)
  if (found !== undefined) return found
  throw new UsageError(`${option} ${text}: must be one of ${all.join(', ')}`)
}

function optionalNumber(
  option: string,
  text: string | undefined,
  most: number
): number | undefined {
  return text === undefined ? undefined : wholeNumber(option, text, 0, most)
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${most}`)
}
