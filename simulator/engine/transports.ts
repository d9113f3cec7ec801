import { Agent, request as send } from 'node:http'
import { defined } from '../../hooks/defined.ts'
import type { Call, HookReply } from './types.ts'

/**
 * Calls hooks over HTTP. With a base (`http://127.0.0.1:8080`) only the path of a CompositeController's url is used,
 * so that a url inside a cluster reaches a process on this machine. `close` ends the kept connections.
 */
export function httpCall(base?: string): Call & { close: () => void } {
  const agent = new Agent({ keepAlive: true })
  const call: Call = (url, body, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const given = new URL(url)
      const target = base === undefined ? given : new URL(given.pathname + given.search, base)
      const sized = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
      const request = send(target, { method: 'POST', headers: sized, agent, signal }, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status: response.statusCode ?? 0, headers: flat(response.headers), body: text })
        })
      })
      request.on('error', error => reject(new Error(`http error: Post "${url}": ${error.message}`)))
      request.end(body)
    })
  return Object.assign(call, { close: () => agent.destroy() })
}

function flat(headers: { [name: string]: string | string[] | undefined }): HookReply['headers'] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}

/** A request as a hook in this process gets it. */
export type InProcessRequest = {
  path: string
  headers: { [name: string]: string }
  body: string
  /** In place of the body, frozen, where the caller takes objects. */
  object?: object
  signal: AbortSignal
}

/** Answers a request in this process; rejects where a connection would break. */
export type InProcessHandler = (request: InProcessRequest) => Promise<HookReply>

/**
 * Calls hooks in this process, by the path of their url. Bodies go as text all the same, so that nothing is shared;
 * with `takesObjects` they go as frozen objects, so that nothing that is shared can be changed.
 */
export function inProcessCall(handle: InProcessHandler, { takesObjects = false } = {}): Call {
  const call: Call = (url, body, { headers, signal, object }) => {
    const { pathname, search } = new URL(url)
    return handle({ path: pathname + search, headers, body, signal, ...defined({ object }) })
  }
  return takesObjects ? Object.assign(call, { takesObjects }) : call
}
