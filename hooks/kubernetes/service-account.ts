import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { serviceAccountFolder } from '../config/settings.ts'
import { textOf } from '../text/text-of.ts'

/** How a pod reaches its API server. */
export type InClusterOptions = {
  env: Readonly<Record<string, string | undefined>>
  /** The folder with `token` and `ca.crt`. */
  folder?: string | undefined
}

/** Whether this process is in a pod that has a service account token. */
export function isInCluster({ env, folder = serviceAccountFolder }: InClusterOptions): boolean {
  return env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(join(folder, 'token'))
}

/** One request to the API server. */
export type APIRequest = {
  method: 'GET' | 'POST' | 'PATCH'
  /** The path with its query, such as `/version`. */
  path: string
  /** The media type of the body. */
  contentType?: string
  body?: string
  /** Aborts the request. */
  signal: AbortSignal
}

/** An answer of the API server, of any status. */
export type APIAnswer = {
  status: number
  /** The header `Retry-After`, if the answer has one. */
  retryAfter?: string
  body: string
}

/** Sends one request. @throws {Error} if no answer comes; its message says why */
export type SendToAPI = (request: APIRequest) => Promise<APIAnswer>

/**
 * Makes what sends requests to the API server as the service account of this pod. The kubelet
 * replaces the token about every hour, so it is read for each request.
 */
export function asServiceAccount({
  env,
  folder = serviceAccountFolder
}: InClusterOptions): SendToAPI {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = env
  return async sent => {
    const [token, ca] = await Promise.all([read(folder, 'token'), read(folder, 'ca.crt')])
    return send({ host, port, token: token.trim(), ca }, sent)
  }
}

async function read(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : textOf(error)
    throw new Error(`${name} of the service account: ${reason}`)
  }
}

type Server = { host: string; port: string; token: string; ca: string }

function send({ host, port, token, ca }: Server, sent: APIRequest): Promise<APIAnswer> {
  const { method, path, contentType, body, signal } = sent
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    ...(body === undefined
      ? {}
      : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({ host, port, path, method, headers, ca, signal }, response => {
      const { statusCode: status = 0 } = response
      const { 'retry-after': retryAfter } = response.headers
      const more = retryAfter === undefined ? {} : { retryAfter }
      text(response).then(answered => resolve({ status, body: answered, ...more }), reject)
    })
    outgoing.on('error', reject).end(body)
  })
}
