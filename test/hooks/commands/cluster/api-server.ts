import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHTTPServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** Answers one request: the status and the JSON. */
export type Answer = (
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  body?: string
) => Reply | Promise<Reply>
export type Reply = { status: number; body: unknown; raw?: string }

/** A Status as the API server sends it. */
export function statusReply(code: number, reason: string, message: string): Reply {
  const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code }
  return { status: code, body }
}

/** A list in pages of `size`, with a continue token between them. */
export function pages(items: readonly object[], size: number): Answer {
  return (_, query) => {
    const start = Number(query.get('continue') ?? 0)
    const end = start + Math.min(size, Number(query.get('limit') ?? items.length))
    const metadata = end < items.length ? { continue: `${end}` } : {}
    return { status: 200, body: { kind: 'List', metadata, items: items.slice(start, end) } }
  }
}

function handler(answer: Answer) {
  return async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const sent = await text(request)
    const { status, body, raw } = await answer(url.pathname, url.searchParams, request, sent)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(raw ?? JSON.stringify(body))
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** An API server without TLS, for kubectl, and the path of a kubeconfig for it. */
export async function plainServer(folder: string, answer: Answer) {
  const server = createHTTPServer(handler(answer))
  const port = await listening(server)
  const cluster = { server: `http://127.0.0.1:${port}` }
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'test', user: {} }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }]
    })
  )
  return { port, kubeconfig, close: () => server.close() }
}

/** Whether a program is on the PATH. */
export function hasProgram(name: string, ...args: string[]): boolean {
  return spawnSync(name, args).status === 0
}

/** An API server with TLS, and the folder that Kubernetes would mount into a pod. */
export async function podServer(folder: string, answer: Answer) {
  mkdirSync(folder, { recursive: true })
  const [key, cert] = [join(folder, 'tls.key'), join(folder, 'ca.crt')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-keyout', key, '-out', cert]
    ],
    { stdio: 'ignore' }
  )
  writeFileSync(join(folder, 'token'), 'first\n')
  const tls = { key: readFileSync(key), cert: readFileSync(cert) }
  const server = createServer(tls, handler(answer))
  const port = await listening(server)
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: `${port}` }
  return { env, folder, close: () => server.close() }
}
