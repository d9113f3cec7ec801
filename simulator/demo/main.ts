import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../hooks/clock.ts'
import { type DemoArguments, readArguments, UsageError, usage } from './arguments.ts'
import { runDemo } from './demo.ts'
import { addGenerated } from './generated.ts'
import { complete, readInput, shortenGrace } from './input.ts'
import { tempoOf } from './pace.ts'
import { createScreen, createSilentScreen } from './screen.ts'
import { showBeginning, showEnd } from './show.ts'

const interrupted = 130
const warn = (line: string) => void process.stderr.write(`${line}\n`)

/** `npm run demo`. @returns the exit status */
async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2))
  if (args === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const signal = interruption()
  try {
    return await run(args, signal)
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
    warn('interrupted; everything is stopped')
    return interrupted
  }
}

async function run(args: DemoArguments, signal: AbortSignal): Promise<number> {
  const { json, hostnames, pace } = args
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR
  const screen = json ? createSilentScreen() : createScreen(text => void process.stdout.write(text), isColoured)
  showBeginning(screen)
  const tempo = tempoOf(pace, hostnames)
  const input = complete(shortenGrace(addGenerated(readInput(args.files), hostnames), tempo.graceSeconds))
  const folder = mkdtempSync(join(tmpdir(), 'gateway-orchestrator-demo-'))
  const logFile = args.log ? undefined : join(folder, 'hooks.log')
  const since = systemClock.now()
  const publish = (report: object) => void (json && process.stdout.write(`${JSON.stringify(report, null, 2)}\n`))
  const problems = await runDemo({ args, input, tempo, screen, clock: systemClock, signal, logFile, warn, publish })
  showEnd(screen, problems, Math.round((systemClock.now() - since) / 1000))
  if (json) problems.forEach(warn)
  if (problems.length === 0 || args.log) rmSync(folder, { recursive: true })
  else warn(`The hooks' log is in ${logFile}`)
  return problems.length === 0 ? 0 : 1
}

/** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Error(`got ${name}`)))
  }
  return controller.signal
}

try {
  process.exitCode = await main()
} catch (error) {
  const isUsage = error instanceof UsageError
  warn(isUsage ? `${error.message}\n\n${usage}` : String(error instanceof Error ? error.stack : error))
  process.exitCode = isUsage ? 2 : 1
}
