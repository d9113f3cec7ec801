import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import { connect } from 'node:net'
import { listen } from '../../helpers/loopback.ts'

/** One request to a hook, and what the hook answered. */
export type HookCall = { path: string; request: string; status: number; answer: string }

/**
 * Stands between the controllers and the hooks. The URLs of the CompositeControllers name a Service
 * that does not exist here. Metacontroller takes this server for its HTTP proxy, so that it can
 * keep these URLs; our engine calls it directly. The pods of the Jobs use it by CONNECT.
 */
export type HookProxy = {
  url: string
  /** Is told about each answered call. */
  listeners: Set<(call: HookCall) => void>
  close: () => Promise<void>
}

/** @param hooksURL - where the hooks are now */
export async function startHookProxy(hooksURL: () => string): Promise<HookProxy> {
  const listeners: HookProxy['listeners'] = new Set()
  const server = createServer((incoming, response) => {
    void forward(incoming, response, hooksURL(), listeners).catch(() => incoming.socket.destroy())
  })
  server.on('connect', (_, socket) => {
    const { hostname, port } = new URL(hooksURL())
    const hooks = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      hooks.pipe(socket).pipe(hooks)
    })
    for (const [one, other] of [
      [hooks, socket],
      [socket, hooks]
    ] as const)
      one.on('error', () => other.destroy())
  })
  // As the hooks do: Go does not send a POST again when an idle connection has just been closed.
  server.keepAliveTimeout = 120_000
  return { ...(await listen(server)), listeners }
}

async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  hooksURL: string,
  listeners: HookProxy['listeners']
): Promise<void> {
  const { pathname, search } = new URL(incoming.url ?? '/', hooksURL)
  const body = await textOf(incoming)
  const { 'proxy-connection': _, host: __, ...headers } = incoming.headers
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const target = new URL(pathname + search, hooksURL)
    const request = send(target, { method: incoming.method, headers }, resolve)
    request.on('error', reject)
    // A caller that gives up must be seen by the hooks, as without a proxy.
    response.once('close', () => request.destroy())
    request.end(body)
  })
  const text = await textOf(answer)
  const status = answer.statusCode ?? 0
  const { 'transfer-encoding': ___, connection: ____, ...kept } = answer.headers
  response.writeHead(status, { ...kept, 'content-length': Buffer.byteLength(text) }).end(text)
  for (const listener of listeners)
    listener({ path: pathname, request: body, status, answer: text })
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
