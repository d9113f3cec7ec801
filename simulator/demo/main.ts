import { systemClock } from '../../hooks/clock.ts'
import { showCursor } from './board/live-region.ts'
import { runCommandLine } from './command-line.ts'
import { isOrphaned, isStartedByNpm } from './orphan-watch.ts'

/**
 * Watches for everything that ends the demo early: Ctrl-C, SIGTERM, a closed terminal, the end of
 * npm, and a closed stdout. A second Ctrl-C ends the process at once.
 * @param over - ends the watch of npm when it is aborted, so that the process can end
 * @returns a signal that is aborted when the demo has to end
 */
function watchForInterruption(over: AbortSignal): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => controller.abort(new Error(`got ${name}`)))
  process.stdout.on('error', error => controller.abort(error))
  if (isStartedByNpm(process.env)) {
    const watch = isOrphaned({ clock: systemClock, parentOf: () => process.ppid, signal: over })
    void watch.then(isGone => isGone && controller.abort(new Error('npm has ended')))
  }
  return controller.signal
}

/**
 * The terminal, if a board can be drawn on it. The logs of CI keep every frame, and a dumb terminal
 * cannot go back to a line. The board hides the cursor, so it is shown when the process ends.
 */
function terminalForBoard({ stdout, env }: NodeJS.Process): { terminal?: typeof stdout } {
  if (stdout.isTTY !== true || env.TERM === 'dumb' || env.CI) return {}
  process.once('exit', () => stdout.write(showCursor))
  return { terminal: stdout }
}

const over = new AbortController()
try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    clock: systemClock,
    signal: watchForInterruption(over.signal),
    writeOut: text => void process.stdout.write(text),
    writeError: text => void process.stderr.write(text),
    isColoured: process.stdout.isTTY === true && !process.env.NO_COLOR,
    ...(process.stdout.isTTY === true ? { columns: process.stdout.columns } : {}),
    ...(process.stderr.isTTY === true ? { errorColumns: process.stderr.columns } : {}),
    ...terminalForBoard(process)
  })
} finally {
  over.abort()
}
