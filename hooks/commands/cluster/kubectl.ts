import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { textOf } from '../../text/text-of.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { type FailureKind, ReadFailure } from './read-failure.ts'

export type KubectlOptions = {
  /** The context of the user's configuration; the current one if absent. */
  context?: string | undefined
  /** How long one request may take (ms); a minute if absent. */
  limitMs?: number | undefined
  env: Readonly<Record<string, string | undefined>>
}

/** Runs kubectl, with the contexts and credentials of the user. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<KubectlResult>

export type KubectlResult = { status: number; stdout: string; stderr: string }

/** How long one request may take. A list of 10,000 objects takes seconds. */
const usualLimitMs = 60_000
/** How much longer kubectl may take (ms): it starts, and it may get credentials by a program. */
const startMs = 30_000

/**
 * Makes the function that runs kubectl.
 * @throws {ReadFailure} by that function, if there is no kubectl
 */
export function createKubectl({ context, env, limitMs = usualLimitMs }: KubectlOptions): Kubectl {
  const options = context === undefined ? [] : ['--context', context]
  return async (args, input) => {
    const all = [...options, `--request-timeout=${limitMs}ms`, ...args]
    const signal = AbortSignal.timeout(limitMs + startMs)
    const child = spawn('kubectl', all, {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal
    })
    // A kubectl that ends before it has read everything says why on stderr.
    child.stdin.on('error', () => undefined).end(input ?? '')
    try {
      const [stdout, stderr, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number | null]>
      ])
      return { status: status ?? 1, stdout, stderr }
    } catch (error) {
      const why = signal.aborted
        ? `kubectl did not end within ${(limitMs + startMs) / 1000} s`
        : `kubectl cannot be run: ${messageOf(error)}`
      throw new ReadFailure('unreachable', why)
    }
  }
}

function messageOf(error: unknown): string {
  const isAbsent = (error as { code?: unknown } | undefined)?.code === 'ENOENT'
  if (isAbsent) return 'there is none on the PATH'
  return error instanceof Error ? error.message : textOf(error)
}

/**
 * Reads the cluster of the user's kubectl. The context is the one that was current at the start,
 * even if somebody makes another one current meanwhile.
 */
export async function kubectlReader(options: KubectlOptions): Promise<ClusterReader> {
  const context = options.context ?? (await currentContext(createKubectl(options)))
  const kubectl = createKubectl({ ...options, context })
  const get = (path: string) => getRaw(kubectl, path)
  if (context === undefined) return { target: 'kubectl, without a context', get }
  return { target: `kubectl, context ${context}`, context, get }
}

async function currentContext(kubectl: Kubectl): Promise<string | undefined> {
  const { status, stdout } = await kubectl(['config', 'current-context'])
  return status === 0 ? stdout.trim() : undefined
}

async function getRaw(kubectl: Kubectl, path: string): Promise<unknown> {
  const { status, stdout, stderr } = await kubectl(['get', '--raw', path])
  if (status !== 0) throw new ReadFailure(kindOf(stderr), firstLine(stderr))
  try {
    return JSON.parse(stdout)
  } catch {
    throw new ReadFailure('unreachable', `${path} is not JSON`)
  }
}

/** What a failure of kubectl means, by the words that it has for the reasons of the API server. */
export function kindOf(stderr: string): FailureKind {
  if (/\((?:NotFound)\)/.test(stderr)) return 'missing'
  return /\((?:Forbidden|Unauthorized)\)/.test(stderr) ? 'denied' : 'unreachable'
}

/**
 * The line of kubectl's errors that says what failed: the last that speaks of an error, else the
 * last at all. Lines before it may be warnings. It is cut to 500 characters.
 */
export function firstLine(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const line = lines.findLast(each => /error|refused|unable/i.test(each)) ?? lines.at(-1) ?? ''
  return line.replace(/^Error from server \(\w+\): /, '').slice(0, 500) || 'kubectl failed'
}
