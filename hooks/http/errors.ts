import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { textOf } from '../text/text-of.ts'
import { newTraceID } from '../tracing/request-trace.ts'

/** The body of every answer that is not 200. */
export type ErrorBody = {
  /** What went wrong, in a few words. Callers can compare it. */
  error: string
  /** What exactly was wrong with this request, and what to send instead. */
  reason: string
  /** JSON pointer to the part of the body that is wrong. Only if a part of the body is wrong. */
  path?: string
  /** The id that the log lines of the request have too. */
  traceID: string
}

/** The fault of a request: the fields of `ErrorBody` and the HTTP status. */
export type Fault = { status: number; error: string; reason: string; path?: string }

/** A fault that is thrown, for the places where Fastify expects an error. */
export class FaultError extends Error {
  override name = 'FaultError'
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.reason)
    this.fault = fault
  }
}

/** Answers a request with a fault. */
export function sendFault(
  { status, error, reason, path }: Fault,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  const body: ErrorBody = {
    error,
    reason,
    ...(path === undefined ? {} : { path }),
    traceID: request.id
  }
  return reply.code(status).send(body)
}

/** An error that Fastify or Ajv made. Ajv puts the name of an unknown property into `params`. */
export type HTTPError = Error & {
  code?: string
  statusCode?: number
  validation?: readonly {
    instancePath: string
    message?: string
    params?: { additionalProperty?: string; allowedValue?: unknown }
  }[]
}

/** What `faultOf` needs to know about the request. */
export type FaultContext = { mediaType: string | undefined; bodyLimitMiB: number }

/** The fault of the caller that an error stands for; `undefined` if the hooks are at fault. */
export function faultOf(error: HTTPError, context: FaultContext): Fault | undefined {
  if (error instanceof FaultError) return error.fault
  const [problem] = error.validation ?? []
  if (problem !== undefined) return notARequest(problem)
  const { statusCode = 500, code = '', message } = error
  if (statusCode < 400 || statusCode >= 500) return undefined
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType(context.mediaType)
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(context.bodyLimitMiB)
    default:
      return statusCode === 400
        ? { status: 400, error: notMetacontroller, reason: message, path: '/' }
        : { status: statusCode, error: errorOf(statusCode), reason: message }
  }
}

const notMetacontroller = 'not a Metacontroller request'

function notARequest({
  instancePath,
  message = 'is not valid',
  params = {}
}: NonNullable<HTTPError['validation']>[number]): Fault {
  const { additionalProperty, allowedValue } = params
  const detail = additionalProperty ?? allowedValue
  const reason = detail === undefined ? message : `${message}: ${textOf(detail)}`
  return { status: 400, error: notMetacontroller, reason, path: instancePath || '/' }
}

function unsupportedMediaType(mediaType: string | undefined): Fault {
  const sent =
    mediaType === undefined ? 'no Content-Type' : `the Content-Type ${shorten(mediaType)}`
  const reason = `the request has ${sent}; send application/json`
  return { status: 415, error: errorOf(415), reason }
}

function tooLarge(limitMiB: number): Fault {
  const reason =
    `the body is larger than ${limitMiB} MiB. If Metacontroller sent it, raise ` +
    'BODY_LIMIT_MIB, or use several smaller pools'
  return { status: 413, error: errorOf(413), reason }
}

/** A body that would keep the process busy for seconds, such as a million nested lists. */
export function tooComplex(reason: string): Fault {
  return { status: 400, error: notMetacontroller, reason, path: '/' }
}

/** The standard phrase of an HTTP status, in lower case. */
export function errorOf(status: number): string {
  return (STATUS_CODES[status] ?? 'error').toLowerCase()
}

function shorten(text: string): string {
  return text.slice(0, 100)
}

/** The status of each error of Node's HTTP parser. All others are 400. */
const statusOfParserError: Record<string, number> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413
}

/**
 * Answers a request that Node could not read as HTTP, and closes its connection. Fastify calls this
 * with the bare socket, because there is no request.
 */
export function answerUnreadableHTTP(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = statusOfParserError[error.code ?? ''] ?? 400
  const reason =
    status === 408 ? 'the request did not arrive in time' : 'the request is not valid HTTP'
  const body = JSON.stringify({ error: errorOf(status), reason, traceID: newTraceID() })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
