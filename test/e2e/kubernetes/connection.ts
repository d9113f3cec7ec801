import type { IncomingMessage } from 'node:http'
import { Agent, request as send } from 'node:https'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiError, isApiError, type Status } from '../../../simulator/api-store/api-errors.ts'

/** An API server, and who calls it. */
export type Endpoint = { url: string; ca: string; token: string }

export type RequestOptions = {
  body?: unknown
  /** By default `application/json`. */
  contentType?: string
  query?: Readonly<Record<string, string>>
}

/**
 * A client of an API server. The official client is not used because it turns times into Dates and
 * drops fields that it does not know: the engine has to send objects to the hooks as they are.
 */
export type Connection = {
  /** @returns the JSON of the answer. @throws an `ApiError` for any other status than 2xx */
  request: (method: string, path: string, options?: RequestOptions) => Promise<unknown>
  /** Calls `onLine` with each event of a watch. Resolves when the watch ends. */
  watch: (path: string, signal: AbortSignal, onLine: (event: unknown) => void) => Promise<void>
  close: () => void
}

type Answer = { status: number; response: IncomingMessage }

/** Makes a client. It keeps connections open; `close` ends them. */
export function connect({ url, ca, token }: Endpoint): Connection {
  const agent = new Agent({ keepAlive: true, ca })
  const open = (method: string, path: string, options: RequestOptions, signal?: AbortSignal) =>
    new Promise<Answer>((resolve, reject) => {
      const { body, contentType = 'application/json', query = {} } = options
      const target = new URL(path, url)
      for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
      const content = body === undefined ? '' : JSON.stringify(body)
      const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': contentType,
        'content-length': String(Buffer.byteLength(content))
      }
      const request = send(target, { method, headers, agent, signal }, response =>
        resolve({ status: response.statusCode ?? 0, response })
      )
      request.on('error', reject)
      request.end(content)
    })
  return {
    request: (method, path, options = {}) =>
      retryWhenTold(async () => answerOf(await open(method, path, options))),
    watch: async (path, signal, onLine) => {
      const { status, response } = await open('GET', path, { query: { watch: 'true' } }, signal)
      if (status !== 200) throw errorOf(status, await textOf(response))
      for await (const line of createInterface({ input: response })) onLine(JSON.parse(line))
    },
    close: () => agent.destroy()
  }
}

/** As client-go does: after 429 with a Retry-After the request is sent again, ten times at most. */
async function retryWhenTold(send: () => Promise<unknown>): Promise<unknown> {
  for (let retries = 0; ; retries++) {
    try {
      return await send()
    } catch (error) {
      const seconds = isApiError(error, 429) ? retryAfter(error.status) : undefined
      if (seconds === undefined || retries === 10) throw error
      await sleep(seconds * 1000)
    }
  }
}

function retryAfter({ details = {} }: Status): number | undefined {
  return (details as { retryAfterSeconds?: number }).retryAfterSeconds
}

async function answerOf({ status, response }: Answer): Promise<unknown> {
  const text = await textOf(response)
  if (status < 200 || status > 299) throw errorOf(status, text)
  const isJSON = response.headers['content-type']?.startsWith('application/json')
  return isJSON ? JSON.parse(text) : text
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function errorOf(code: number, text: string): Error {
  try {
    const { reason, message, details } = JSON.parse(text) as Status
    return apiError(code, reason, message, details)
  } catch {
    return apiError(code, 'Unknown', text)
  }
}
