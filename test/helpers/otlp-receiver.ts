import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { listen } from './loopback.ts'

/** A span as a collector gets it. */
export type ReceivedSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  status: { code: number; message?: string }
  attributes: Record<string, unknown>
  resource: Record<string, unknown>
}

type Value = { stringValue?: string; intValue?: number | string; boolValue?: boolean }
type Attribute = { key: string; value: Value }
type Sent = {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: (Omit<ReceivedSpan, 'attributes'> & { attributes: Attribute[] })[] }[]
  }[]
}

/** A collector that takes spans by OTLP over HTTP, in JSON. */
export async function startReceiver() {
  const spans: ReceivedSpan[] = []
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    paths.push(request.url ?? '')
    const sent = (await json(request)) as Sent
    spans.push(...sent.resourceSpans.flatMap(spansIn))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  return { ...(await listen(server)), spans, paths }
}

function spansIn({ resource, scopeSpans }: Sent['resourceSpans'][number]): ReceivedSpan[] {
  return scopeSpans.flatMap(({ spans }) =>
    spans.map(span => ({
      ...span,
      attributes: plain(span.attributes),
      resource: plain(resource.attributes)
    }))
  )
}

function plain(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, boolValue } }) => [
      key,
      stringValue ?? boolValue ?? Number(intValue)
    ])
  )
}
