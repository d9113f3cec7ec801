import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../engine/errors.ts'
import { type DemoArguments, UsageError } from './arguments.ts'
import { runDemo } from './demo.ts'
import { addGeneratedRequests } from './input/generate-requests.ts'
import { addMissing, type Input, readInput, shortenGrace } from './input/input.ts'
import type { Report } from './screen/report.ts'
import { showEnd, showNextSteps } from './screen/result.ts'
import { type Screen, wrap } from './screen/screen.ts'
import type { Surroundings } from './surroundings.ts'
import { startHooksProcess } from './world/hooks-process.ts'
import { type Tempo, tempoOf } from './world/pace.ts'

export type RunOptions = Surroundings & {
  args: DemoArguments
  screen: Screen
  /** When the demo was started, in milliseconds since the epoch. */
  since: number
}

/**
 * Reads the input, runs the demo and says how it ended.
 * @returns the exit status
 * @throws {UsageError} if the files or flags cannot be used; the reason of the signal if the demo
 * was interrupted
 */
export async function run(options: RunOptions): Promise<number> {
  const { args, startHooks = startHooksProcess, writeOut, writeError, errorColumns } = options
  const tempo = tempoOf(args.pace, args.hostnames)
  const input = inputFor(args, tempo)
  const warn = (line: string) => writeError(`${wrap(line, errorColumns)}\n`)
  const publish = (report: Report) => {
    if (args.json) writeOut(`${JSON.stringify(report, null, 2)}\n`)
  }
  const folder = createFolder()
  const logFile = args.log ? undefined : join(folder, 'hooks.log')
  let isLogNeeded = false
  try {
    const problems = await runDemo({ ...options, input, tempo, logFile, warn, publish, startHooks })
    isLogNeeded = problems.length > 0 && logFile !== undefined
    showProblems(problems, options)
    if (isLogNeeded) warn(`The log of the hooks is in ${logFile}`)
    return problems.length === 0 ? 0 : 1
  } finally {
    if (!isLogNeeded) rmSync(folder, { recursive: true })
  }
}

/** @throws {UsageError} if the folder for temporary files cannot be written */
function createFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'gateway-orchestrator-demo-'))
  } catch (error) {
    const cause = messageOf(error)
    throw new UsageError(
      `the demo needs a folder for its log, and cannot create one in ${tmpdir()} (${cause}); set ` +
        'TMPDIR to a folder that you may write to'
    )
  }
}

function inputFor({ files, hostnames }: DemoArguments, { graceSeconds }: Tempo): Input {
  const input = addGeneratedRequests(readInput(files), hostnames)
  return addMissing(shortenGrace(input, graceSeconds))
}

function showProblems(problems: readonly string[], options: RunOptions): void {
  const { args, screen, clock, since, writeError } = options
  const seconds = Math.round((clock.now() - since) / 1000)
  showEnd(screen, { problems, seconds, isKept: args.keep })
  if (problems.length === 0) showNextSteps(screen)
  if (args.json) for (const problem of problems) writeError(`${problem}\n`)
}
