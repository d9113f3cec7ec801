import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { defined } from '../../../hooks/defined.ts'

/** A program that the tests started. It ends with this process, however this process ends. */
export type Child = {
  pid: number
  /** How the program ended by itself, with the end of its log; `undefined` while it runs. */
  death: () => string | undefined
  /** Kills the program (SIGKILL) and waits until it is gone. */
  stop: () => Promise<void>
}

export type ChildOptions = {
  program: string
  args: readonly string[]
  /** The whole environment of the program. */
  env?: Readonly<Record<string, string>>
  cwd?: string
  logFile: string
}

/**
 * Runs a program and kills it when stdin closes. Hazard: a process that is killed cannot end its
 * children. But the system closes its pipes, and this shell notices that. The part that waits for
 * it ignores signals, which a whole process group may get: kube-apiserver does not end by SIGTERM
 * when etcd has ended before it.
 */
const leash =
  'exec 3<&0; "$@" 3<&- & child=$!; ' +
  '(trap "" TERM INT HUP; cat <&3 >/dev/null; kill -KILL $child 2>/dev/null) & ' +
  'exec 3<&-; echo $child; exec >&-; ' +
  'wait $child'

/** How many lines of a log an error shows. */
const shownLines = 15

/** Starts a program. stdout and stderr go to the end of the log file. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { program, args, env = {}, cwd, logFile } = options
  const log = openSync(logFile, 'a')
  // The shell writes the pid of the program to stdout, so the program's stdout goes to stderr.
  const words = ['-c', leash.replace('"$@"', '"$@" >&2'), 'leash', program, ...args]
  const path = process.env.PATH ?? ''
  const spawning: SpawnOptions = {
    env: { PATH: path, ...env },
    stdio: ['pipe', 'pipe', log],
    ...defined({ cwd })
  }
  const child = spawn('sh', words, spawning)
  closeSync(log)
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error(`${program} has no pipes`)
  const exited = once(child, 'exit')
  stdin.on('error', () => undefined)
  const [first] = await Promise.race([once(stdout, 'data'), exited])
  let isStopping = false
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid: Number(String(first)),
    death: () => {
      if (isStopping || !hasEnded()) return undefined
      const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-shownLines)
      return `${program} has ended with ${child.exitCode}; its log ends:\n${lines.join('\n')}`
    },
    stop: async () => {
      isStopping = true
      stdin.end()
      if (!hasEnded()) await exited
    }
  }
}
