import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { root } from './files.ts'

const cwd = fileURLToPath(root)
/** Far above what any command of these tests takes, in milliseconds: rather fail than hang. */
const longest = 180_000

/** Runs a line as a reader's shell does, in the root of this repository. */
export async function runLine(line: string) {
  const child = spawn('sh', ['-c', line], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longest
  })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return { status: status as number | null, stdout, stderr }
}

/** Starts a line, which stays, in a process group of its own, so that Ctrl-C reaches all of it and nothing else. */
export function startLine(line: string) {
  const child = spawn('sh', ['-c', line], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true
  })
  const ended = once(child, 'close')
  let said = ''
  child.stdout.on('data', data => {
    said += data
  })
  return {
    /** Resolves with the first group of the pattern, once that was said. @throws if the process ends before */
    until: (pattern: RegExp) => firstMatch(child, pattern, () => said),
    /** What Ctrl-C does in a terminal. @returns all that was said */
    async interrupt(): Promise<string> {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGINT')
      await ended
      return said
    }
  }
}

function firstMatch(child: ChildProcess, pattern: RegExp, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const [, found] = pattern.exec(said()) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', look)
    child.once('close', () => reject(new Error(`it ended without saying ${pattern}: ${said()}`)))
    look()
  })
}
