import { type SpawnOptions, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { projectFolder } from '../../simulator/cluster/manifests.ts'

const cwd = projectFolder('.')
/** Far longer than any command of the tests takes. A command that hangs is ended. */
const limitMs = 180_000

export type Ended = { status: number | null; stdout: string; stderr: string }

/** Runs a program to its end, in the root of this repository. */
export async function runProgram(program: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return { status, stdout, stderr }
}

/** Runs a line like the shell of a reader, in the root of this repository. */
export function runLine(line: string): Promise<Ended> {
  return runProgram('sh', ['-c', line])
}

/** A program that stays up until something ends it. */
export type Started = {
  /** Everything on its stdout so far. */
  output: () => string
  /**
   * Waits until the output matches.
   * @returns the first group of the pattern
   * @throws if the program ends before
   */
  until: (pattern: RegExp) => Promise<string>
  /**
   * Sends a signal to the program alone, or to its whole process group, as Ctrl-C does.
   * @returns the whole output, once all processes that write to it have ended
   */
  end: (signal: NodeJS.Signals, target: 'program' | 'group') => Promise<string>
}

/** Starts a program in a process group of its own. stderr goes to the stderr of the test. */
export function startProgram(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env'> = {}
): Started {
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit']
  const child = spawn(program, args, { ...options, cwd, stdio, detached: true })
  const closed = once(child, 'close')
  const stdout = child.stdout as Readable
  let said = ''
  stdout.on('data', data => {
    said += data
  })

  function until(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = pattern.exec(said)?.[1]
        if (found === undefined) return
        stdout.off('data', check)
        resolve(found)
      }
      stdout.on('data', check)
      void closed.then(() => reject(new Error(`it ended without saying ${pattern}: ${said}`)))
      check()
    })
  }

  async function end(signal: NodeJS.Signals, target: 'program' | 'group'): Promise<string> {
    const isRunning = child.exitCode === null && child.signalCode === null
    if (child.pid !== undefined && isRunning)
      process.kill(target === 'group' ? -child.pid : child.pid, signal)
    await closed
    return said
  }

  return { output: () => said, until, end }
}
