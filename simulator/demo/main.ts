import { systemClock } from '../../hooks/clock.ts'
import { readArguments, UsageError, usage } from './arguments.ts'
import { isOrphaned, isStartedByNpm } from './parent.ts'
import { createScreen, createSilentScreen } from './screen/screen.ts'

/** As shells say it: 128 and the number of SIGINT. */
const interrupted = 130

/** `npm run demo`. @returns the exit status */
async function main(): Promise<number> {
  const since = systemClock.now()
  const args = readArguments(process.argv.slice(2))
  if (args === 'help') return say(usage)
  const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR
  const screen = args.json
    ? createSilentScreen()
    : createScreen(text => void process.stdout.write(text), isColoured)
  screen.line(
    screen.palette.bold(
      'Gateway Orchestrator: from YAML to hostnames that work, and back, on this machine'
    )
  )
  const over = new AbortController()
  const signal = interruption(over.signal)
  try {
    // Loaded after the first line, so that it shows at once.
    const { run } = await import('./run.ts')
    return await run({ args, screen, signal, since })
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
    process.stderr.write('interrupted; everything is stopped\n')
    return interrupted
  } finally {
    over.abort()
  }
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

/**
 * Aborted by Ctrl-C, SIGTERM, a terminal that is closed, the end of npm, and when nobody reads any more; the second
 * Ctrl-C ends the process at once.
 * @param over ends the watch
 */
function interruption(over: AbortSignal): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort(new Error(`got ${name}`)))
  process.stdout.on('error', error => controller.abort(error))
  if (isStartedByNpm(process.env))
    void isOrphaned({ clock: systemClock, parentOf: () => process.ppid, signal: over }).then(
      isGone => isGone && controller.abort(new Error('npm has ended'))
    )
  return controller.signal
}

/** A message of several lines shows a piece of a file: the hint is no part of it. */
function withHint(message: string): string {
  const end = message.includes('\n') ? '\n' : '; '
  return `${message.trimEnd()}${end}npm run demo -- --help shows what there is`
}

try {
  process.exitCode = await main()
} catch (error) {
  const isUsage = error instanceof UsageError
  const words = isUsage
    ? withHint(error.message)
    : String(error instanceof Error ? error.stack : error)
  process.stderr.write(`${words}\n`)
  process.exitCode = isUsage ? 2 : 1
}
