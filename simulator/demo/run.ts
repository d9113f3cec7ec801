import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../hooks/clock.ts'
import type { DemoArguments } from './arguments.ts'
import { runDemo } from './demo.ts'
import { addGenerated } from './generated.ts'
import { complete, readInput, shortenGrace } from './input.ts'
import { tempoOf } from './pace.ts'
import type { Report } from './screen/report.ts'
import type { Screen } from './screen/screen.ts'
import { showEnd } from './screen/show.ts'

export type RunOptions = {
  args: DemoArguments
  screen: Screen
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** When it began, in milliseconds since the epoch. */
  since: number
}

const warn = (line: string) => void process.stderr.write(`${line}\n`)

/**
 * Reads the input, runs the demo and says how it ended.
 * @returns the exit status
 * @throws {UsageError} about files and flags; the signal's reason on Ctrl-C
 */
export async function run({ args, screen, signal, since }: RunOptions): Promise<number> {
  const { json, hostnames, pace, files, keep, log } = args
  const tempo = tempoOf(pace, hostnames)
  const input = complete(
    shortenGrace(addGenerated(readInput(files), hostnames), tempo.graceSeconds)
  )
  const folder = mkdtempSync(join(tmpdir(), 'gateway-orchestrator-demo-'))
  const logFile = log ? undefined : join(folder, 'hooks.log')
  const publish = (report: Report) =>
    void (json && process.stdout.write(`${JSON.stringify(report, null, 2)}\n`))
  const clock = systemClock
  let isLogOfUse = false
  try {
    const problems = await runDemo({
      args,
      input,
      tempo,
      screen,
      clock,
      signal,
      logFile,
      warn,
      publish,
      since
    })
    const seconds = Math.round((clock.now() - since) / 1000)
    showEnd(screen, { problems, seconds, isKept: keep })
    if (json) problems.forEach(warn)
    isLogOfUse = problems.length > 0 && logFile !== undefined
    if (isLogOfUse) warn(`The hooks' log is in ${logFile}`)
    return problems.length === 0 ? 0 : 1
  } finally {
    if (!isLogOfUse) rmSync(folder, { recursive: true })
  }
}
