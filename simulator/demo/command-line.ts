import { type DemoArguments, readArguments, UsageError, usage } from './arguments.ts'
import { createLiveScreen, createScreen, createSilentScreen, type Screen } from './screen/screen.ts'
import type { Surroundings } from './surroundings.ts'

/** The status of a process that SIGINT has ended: 128 plus the number of the signal. */
const interruptedStatus = 130

const title = 'Gateway Orchestrator: from YAML to hostnames that work, and back, on this machine'

/** Runs `npm run demo -- ARGS…`. @returns the exit status */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings
): Promise<number> {
  const { signal, writeError } = surroundings
  try {
    return await runWith(readArguments(args), surroundings)
  } catch (error) {
    if (signal.aborted && error === signal.reason) {
      writeError('interrupted; everything is stopped\n')
      return interruptedStatus
    }
    if (error instanceof UsageError) {
      writeError(`${withHint(error.message)}\n`)
      return 2
    }
    writeError(`${error instanceof Error ? error.stack : error}\n`)
    return 1
  }
}

async function runWith(args: DemoArguments | 'help', surroundings: Surroundings): Promise<number> {
  const { clock, writeOut } = surroundings
  const since = clock.now()
  if (args === 'help') {
    writeOut(usage)
    return 0
  }
  const screen = screenFor(args, surroundings)
  screen.line(screen.palette.bold(title))
  // To load `run.ts` takes a moment. So it is loaded only after the title is on the screen.
  const { run } = await import('./run.ts')
  return run({ ...surroundings, args, screen, since })
}

function screenFor({ json, verbose }: DemoArguments, surroundings: Surroundings): Screen {
  const { writeOut, isColoured, columns, terminal } = surroundings
  if (json) return createSilentScreen()
  if (terminal === undefined || verbose) return createScreen(writeOut, isColoured, columns)
  return createLiveScreen(terminal, isColoured)
}

/**
 * Adds the hint about `--help` to a message. A message of several lines ends with an excerpt of a
 * file, so the hint then gets a line of its own.
 */
function withHint(message: string): string {
  const separator = message.includes('\n') ? '\n' : '; '
  return `${message.trimEnd()}${separator}npm run demo -- --help shows what there is`
}
