import { Agent, type IncomingMessage, request as send } from 'node:http'
import { defined } from '../../hooks/defined.ts'
import type { Call, HookReply } from './types.ts'

/**
 * Calls hooks over HTTP.
 * @param base - such as `http://127.0.0.1:8080`. It replaces the origin of each URL of a
 * CompositeController, so that a URL within the cluster reaches a process on this machine
 * @returns the transport; `close` ends the connections that it keeps open
 */
export function httpCall(base?: string): Call & { close: () => void } {
  const agent = new Agent({ keepAlive: true })
  const call: Call = (url, body, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const given = new URL(url)
      const target = base === undefined ? given : new URL(given.pathname + given.search, base)
      const length = String(Buffer.byteLength(body))
      const options = { headers: { ...headers, 'content-length': length }, agent, signal }
      const request = send(target, { method: 'POST', ...options }, response =>
        readReply(response).then(resolve, reject)
      )
      request.on('error', error => reject(new Error(`http error: Post "${url}": ${error.message}`)))
      request.end(body)
    })
  return Object.assign(call, { close: () => agent.destroy() })
}

function readReply(response: IncomingMessage): Promise<HookReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    response.on('data', chunk => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body })
    })
  })
}

function headersOf({ headers }: IncomingMessage): HookReply['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** A request to a hook within this process. */
export type InProcessRequest = {
  path: string
  headers: { [name: string]: string }
  body: string
  /** Frozen, in place of the body, for a handler that takes objects. */
  object?: object
  signal: AbortSignal
}

/** Answers a request within this process. It rejects when a connection would break. */
export type InProcessHandler = (request: InProcessRequest) => Promise<HookReply>

/**
 * Calls hooks within this process, by the path of their URL. Bodies are sent as text, so that the
 * caller and the hook share nothing. With `takesObjects` they are sent as frozen objects, so that
 * neither side can change what both share.
 */
export function inProcessCall(handle: InProcessHandler, { takesObjects = false } = {}): Call {
  const call: Call = (url, body, { headers, signal, object }) => {
    const { pathname, search } = new URL(url)
    return handle({ path: pathname + search, headers, body, signal, ...defined({ object }) })
  }
  return takesObjects ? Object.assign(call, { takesObjects }) : call
}
