import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isConnectionLost } from './wire/errors.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'

/** A server that listens. */
export type Listening = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Stops the server and closes its open connections. */
  readonly close: () => Promise<void>
}

/**
 * The address on which the server listens. Other machines must not take this server for the real
 * AWS, so it is the loopback address.
 */
const loopback = '127.0.0.1'

/**
 * Starts an HTTP server.
 * @param answer - answers one request as the embedded AWS does
 * @param port - 0 for a free port
 * @param say - prints the warning that this is not the real AWS
 */
export async function listen(
  answer: (request: WireRequest) => Promise<WireResponse>,
  port: number,
  say: (line: string) => void
): Promise<Listening> {
  const server = createServer((request, response) => void serve(answer, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, resolve)
  })
  const url = `http://${loopback}:${portOf(server)}`
  const warning = 'No certificate and no record here is real.'
  say(`EMBEDDED AWS on ${url}: a simulation of ACM and Route 53. ${warning}`)
  return { url, close: () => close(server) }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close(error => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

async function serve(
  answer: (request: WireRequest) => Promise<WireResponse>,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  try {
    const { status, headers, body } = await answer(await read(request))
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  } catch (error) {
    if (!isConnectionLost(error))
      process.stderr.write(`embedded AWS: ${error instanceof Error ? error.stack : error}\n`)
    request.socket.destroy()
  }
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)])
  )
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers,
    body: Buffer.concat(chunks).toString()
  }
}
