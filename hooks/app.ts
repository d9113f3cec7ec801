import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController
} from 'fastify'
import type { Logger } from 'pino'
import Type from 'typebox'
import type { Hook } from './hook.ts'
import { traceID } from './trace.ts'
import { customizeRequestSchema, syncRequestSchema } from './wire/metacontroller.ts'

export type AppOptions = {
  hooks: Record<string, Hook>
  logger: Logger
  /** Whether a request with this Authorization header is allowed. If left out, all are allowed. */
  isAuthorized?: (authorization: string | undefined) => Promise<boolean>
}

/** Metacontroller sends all objects of a pool in one request: 5.7 MB for 1,000 hostnames. */
const bodyLimitBytes = 512 * 1024 * 1024
/**
 * Metacontroller keeps idle connections for 90 s. If the service closed them earlier, a request of
 * Metacontroller could meet a connection that is just being closed.
 */
const keepAliveTimeoutMs = 95_000
/**
 * A request with a misspelt `dryRun` must not change anything, so unknown parameters are refused.
 */
const querystring = Type.Object(
  { dryRun: Type.Optional(Type.Enum(['true', 'false'])) },
  { additionalProperties: false }
)

/** Makes the service: the hooks over HTTP, `/healthz` and `/readyz`. It does not listen yet. */
export function createApp({ hooks, logger, isAuthorized }: AppOptions): FastifyInstance {
  const app = createFastify(logger)
  app.setErrorHandler(answerError)
  addHealth(app)
  app.register(async scope => {
    if (isAuthorized !== undefined) scope.addHook('onRequest', requireToken(isAuthorized))
    for (const [path, hook] of Object.entries(hooks)) {
      const body = path.endsWith('/customize') ? customizeRequestSchema : syncRequestSchema
      scope.post(path, { schema: { body, querystring } }, (request, reply) =>
        answer(hook, request, reply)
      )
    }
  })
  return app
}

function createFastify(logger: Logger): FastifyInstance {
  const logController = new LogController({
    disableRequestLogging: true,
    requestIdLogLabel: 'traceID'
  })
  // Validation must not change the request. By default Fastify's Ajv does.
  const customOptions = {
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    allErrors: false
  }
  return Fastify({
    loggerInstance: logger,
    bodyLimit: bodyLimitBytes,
    keepAliveTimeout: keepAliveTimeoutMs,
    genReqId: request => traceID(request.headers.traceparent),
    logController,
    ajv: { customOptions }
  }) as unknown as FastifyInstance
}

/** Adds `/healthz` and `/readyz`. The service stops being ready when it begins to close. */
function addHealth(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  // A connection that stays open after its last answer would delay the end by more than a minute.
  app.addHook('onSend', (_, reply, payload, next) => {
    if (isClosing) reply.header('connection', 'close')
    next(null, payload)
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) =>
    reply.code(isClosing ? 503 : 200).send({ status: isClosing ? 'closing' : 'ok' })
  )
}

/**
 * Calls the hook, and returns the body of the answer. It does not return the reply: Fastify would
 * then wait until the reply is written, which costs as much as a small hook.
 */
async function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const callerGone = new AbortController()
  // The event `close` also follows each complete answer. Abort only if the answer is incomplete:
  // making an Error costs more than most hooks do.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) callerGone.abort(new Error('the caller has gone'))
  })
  const { dryRun } = request.query as { dryRun?: 'true' | 'false' }
  const call = { signal: callerGone.signal, dryRun: dryRun === 'true', log: request.log }
  const result = await hook(request.body, call).catch((error: unknown) => ({ error }))
  if ('error' in result) return answerInternalError(result.error, request, reply)
  const { status, headers = {}, body } = result
  reply.code(status).headers(headers)
  return body
}

function requireToken(isAuthorized: (authorization: string | undefined) => Promise<boolean>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (await isAuthorized(request.headers.authorization)) return
    return reply
      .code(401)
      .header('www-authenticate', 'Bearer')
      .send({ error: 'a valid bearer token is required' })
  }
}

type HTTPError = Error & { statusCode?: number; validation?: Problem[] }

/** An error of Ajv. The name of an unknown property is not in its message, but in its params. */
type Problem = { instancePath: string; message?: string; params?: { additionalProperty?: string } }

/**
 * Answers 4xx if the request is at fault, such as a body that Metacontroller would not send. Any
 * other error is ours.
 */
function answerError(error: HTTPError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { validation: [problem] = [], statusCode = 500 } = error
  if (problem !== undefined) {
    const { instancePath, message, params: { additionalProperty } = {} } = problem
    const reason = additionalProperty === undefined ? message : `${message}: ${additionalProperty}`
    return reply
      .code(400)
      .send({ error: 'not a Metacontroller request', path: instancePath || '/', reason })
  }
  if (statusCode < 400 || statusCode >= 500) return answerInternalError(error, request, reply)
  return reply.code(statusCode).send({ error: error.message, path: '/', reason: error.message })
}

/** Logs an error of ours, and answers 500. The answer does not tell the caller what went wrong. */
function answerInternalError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  request.log.error({ err: error, path: request.url }, 'hook failed')
  return reply.code(500).send({ error: 'internal error', traceID: request.id })
}
