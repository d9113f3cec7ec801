import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { textOf } from '../../text/text-of.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { ReadFailure } from './read-failure.ts'

/** The Service of the hooks, as the CompositeControllers name it. */
export type HooksService = { namespace: string; name: string; port: number }

/** What a hook, or the service, answered. */
export type HookReply = { status: number; body: string }

/** Calls the hooks. Both functions throw {@link ReadFailure} and nothing else. */
export type HooksClient = {
  ready: () => Promise<HookReply>
  /** @param token - the bearer token to send; none if absent */
  post: (path: string, body: unknown, token?: string) => Promise<HookReply>
  close: () => void
}

/** Longer than the hooks take for the AWS calls of one answer. */
const limitMs = 30_000

/** Calls the hooks at an address such as `http://127.0.0.1:8080`. */
export function directHooks(url: string): HooksClient {
  return {
    ready: () => call(`${url}/readyz`, {}),
    post: (path, body, token) => {
      const authorization = token === undefined ? undefined : { authorization: `Bearer ${token}` }
      const headers = { 'content-type': 'application/json', ...authorization }
      return call(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    },
    close: () => undefined
  }
}

/** The address of a Service within the cluster. */
export function addressOf({ namespace, name, port }: HooksService): string {
  return `http://${name}.${namespace}.svc:${port}`
}

async function call(url: string, options: RequestInit): Promise<HookReply> {
  try {
    const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(limitMs) })
    return { status: answer.status, body: await answer.text() }
  } catch (error) {
    const { cause, message } = error instanceof Error ? error : new Error(textOf(error))
    const reason = cause instanceof Error ? cause.message : message
    throw new ReadFailure(
      'unreachable',
      `${url} does not answer: ${reason || 'connection refused'}`
    )
  }
}

/**
 * Calls the hooks from a shell. The API server passes `/readyz` on. It does not pass on the
 * Authorization header, so hooks are called through `kubectl port-forward`.
 */
export function kubectlHooks(
  reader: ClusterReader,
  service: HooksService,
  options: { context?: string | undefined; env: Readonly<Record<string, string | undefined>> }
): HooksClient {
  let forward: Promise<Forward> | undefined
  const opened = () => {
    forward ??= startForward(service, options)
    return forward
  }
  return {
    ready: async () => {
      const { namespace, name, port } = service
      const path = `/api/v1/namespaces/${namespace}/services/http:${name}:${port}/proxy/readyz`
      return { status: 200, body: JSON.stringify(await reader.get(path)) }
    },
    post: async (path, body, token) => directHooks((await opened()).url).post(path, body, token),
    close: () => void forward?.then(({ end }) => end()).catch(() => undefined)
  }
}

type Forward = { url: string; end: () => void }

async function startForward(
  { namespace, name, port }: HooksService,
  { context, env }: Parameters<typeof kubectlHooks>[2]
): Promise<Forward> {
  const options = context === undefined ? [] : ['--context', context]
  const args = [...options, 'port-forward', '-n', namespace, `service/${name}`, `:${port}`]
  const child = spawn('kubectl', args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', data => {
    said += data
  })
  const failed = async (error: unknown): Promise<never> => {
    child.kill()
    const reason = said.trim().split('\n').at(-1) || messageOf(error)
    throw new ReadFailure('unreachable', `kubectl port-forward: ${reason}`)
  }
  try {
    const signal = AbortSignal.timeout(limitMs)
    const ended = once(child, 'close', { signal }).then(() => failed('it ended'))
    const address = await Promise.race([firstAddress(child.stdout), ended])
    ended.catch(() => undefined)
    return { url: address, end: () => child.kill() }
  } catch (error) {
    return failed(error)
  }
}

async function firstAddress(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const [, address] = /Forwarding from (127\.0\.0\.1:\d+)/.exec(line) ?? []
    if (address !== undefined) return `http://${address}`
  }
  throw new Error('it ended')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : textOf(error)
}
