import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { asObject } from '../../../simulator/api-store/objects.ts'
import { listen } from '../../helpers/loopback.ts'

/** A call to an API of AWS. */
export type Call = {
  method: string
  path: string
  headers: readonly [string, string][]
  body: Buffer<ArrayBuffer>
  /** For example `DescribeCertificate`; empty for Route 53, whose calls have paths instead. */
  operation: string
}

export type Answer = { status: number; contentType: string; text: string }

/** Sends a call on, and returns its answer. */
export type Next = (call: Call) => Promise<Answer>

/** Changes what moto hears or answers. */
export type Step = (call: Call, next: Next) => Promise<Answer>

/** Starts a server in front of moto. The first of the steps is the nearest to the client. */
export function startMotoProxy(
  motoURL: string,
  ...steps: readonly Step[]
): Promise<{ url: string; close: () => Promise<void> }> {
  const handle = steps.reduceRight<Next>(
    (next, step) => call => step(call, next),
    call => forward(motoURL, call)
  )
  const server = createServer((incoming, response) => {
    void serve(incoming, response, handle).catch(() => incoming.socket.destroy())
  })
  return listen(server)
}

async function serve(incoming: IncomingMessage, response: ServerResponse, handle: Next) {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const { method = 'GET', url: path = '/' } = incoming
  const { connection: _, 'content-length': __, host: ___, ...others } = incoming.headers
  const headers = Object.entries(others).map(([name, value]): [string, string] => [
    name,
    String(value)
  ])
  const operation = operationOf(incoming, body)
  const { status, contentType, text } = await handle({ method, path, headers, body, operation })
  response.writeHead(status, { 'content-type': contentType }).end(text)
}

/** JSON protocols name the operation in a header, and the query protocol in the form. */
function operationOf({ headers }: IncomingMessage, body: Buffer): string {
  const target = headers['x-amz-target']
  if (target !== undefined) return String(target).split('.').at(-1) ?? ''
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm ? (new URLSearchParams(body.toString()).get('Action') ?? '') : ''
}

async function forward(motoURL: string, { method, path, headers, body }: Call): Promise<Answer> {
  const answer = await fetch(new URL(path, motoURL), {
    method,
    headers: [...headers],
    ...(body.length > 0 ? { body } : {})
  })
  const contentType = answer.headers.get('content-type') ?? 'text/xml'
  return { status: answer.status, contentType, text: await answer.text() }
}

/** An object of JSON; an empty one for any other text. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}
