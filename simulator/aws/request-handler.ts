import { connectionLost } from './wire/errors.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'

/**
 * The SDK's request after serialisation and signing (smithy's HttpRequest). This type has only the
 * fields that the embedded AWS uses.
 */
export type SdkRequest = {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** The answer in the form that the SDK reads (smithy's HttpResponse). */
export type SdkResponse = {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** The SDK's own options for one request. */
export type SdkOptions = { readonly abortSignal?: unknown }

/** The `requestHandler` of an SDK client. */
export type RequestHandler = {
  readonly metadata: { readonly handlerProtocol: string }
  readonly handle: (request: SdkRequest, options?: SdkOptions) => Promise<{ response: SdkResponse }>
  readonly destroy: () => void
  readonly updateHttpClientConfig: () => void
  readonly httpHandlerConfigs: () => Record<string, never>
}

/**
 * Makes the `requestHandler` of an SDK client.
 * @param answer - answers one request as the embedded AWS does
 * @returns a handler that passes the SDK's requests to `answer` without sockets. If the SDK aborts
 * a request that was sent, it gets an AbortError at once, but the request still takes effect, as it
 * can over a network.
 */
export function createRequestHandler(
  answer: (request: WireRequest) => Promise<WireResponse>
): RequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request, options = {}) => {
      const signal = signalOf(options)
      if (signal?.aborted) throw aborted()
      const response = await unlessAborted(answer(wireRequest(request)), signal)
      return { response: sdkResponse(response) }
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({})
  }
}

function signalOf({ abortSignal }: SdkOptions): AbortSignal | undefined {
  return abortSignal instanceof AbortSignal ? abortSignal : undefined
}

function aborted(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' })
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted())
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function wireRequest({ method, path, query = {}, headers, body }: SdkRequest): WireRequest {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value ?? '']
    for (const text of values) parameters.append(name, text)
  }
  const search = parameters.size === 0 ? '' : `?${parameters}`
  return { method, path: `${path}${search}`, headers, body: textOf(body) }
}

function textOf(body: unknown): string {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  throw connectionLost()
}

function sdkResponse({ status, headers, body }: WireResponse): SdkResponse {
  return { statusCode: status, headers: { ...headers }, body: new TextEncoder().encode(body) }
}
