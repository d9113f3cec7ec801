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
  /** Whether an Authorization header lets a request in; undefined: all are let in. */
  isAuthorized?: (authorization: string | undefined) => Promise<boolean>
}

/** Metacontroller sends whole objects of a whole pool: 5.7 MB for 1,000 hostnames. */
const bodyLimit = 512 * 1024 * 1024
/** Metacontroller keeps idle connections for 90 s; a shorter time here would close them under its requests. */
const keepAliveTimeout = 95_000
/** What may be meant as a dry run but is misspelt must not be carried out. */
const querystring = Type.Object(
  { dryRun: Type.Optional(Type.Enum(['true', 'false'])) },
  { additionalProperties: false }
)

/** The service: the hooks over HTTP, and its health. It does not listen yet. */
export function createApp({ hooks, logger, isAuthorized }: AppOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    bodyLimit,
    keepAliveTimeout,
    genReqId: request => traceID(request.headers.traceparent),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceID' }),
    // Nothing of a request is changed by checking it.
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: false
      }
    }
  }) as unknown as FastifyInstance
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  // A connection that is kept alive after its last answer would hold up the end for a minute and more.
  app.addHook('onSend', (_, reply, payload, next) => {
    if (closing) reply.header('connection', 'close')
    next(null, payload)
  })
  app.setErrorHandler(answerError)
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) =>
    reply.code(closing ? 503 : 200).send({ status: closing ? 'closing' : 'ok' })
  )
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

/**
 * Gives the body, and not the reply itself: for that Fastify would wait until it is written, which costs as much as
 * a small hook.
 */
async function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const gone = new AbortController()
  // It closes after each answer too; an error for nobody would cost more than most hooks do.
  reply.raw.once(
    'close',
    () => reply.raw.writableFinished || gone.abort(new Error('the caller has gone'))
  )
  const { dryRun } = request.query as { dryRun?: 'true' | 'false' }
  const call = { signal: gone.signal, dryRun: dryRun === 'true', log: request.log }
  const answered = await hook(request.body, call).catch((error: unknown) => ({ error }))
  if ('error' in answered) return answerOurFault(answered.error, request, reply)
  const { status, headers = {}, body } = answered
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

/** What is wrong, as the checker says it: the name of a property that must not be there is beside its words. */
type Problem = { instancePath: string; message?: string; params?: { additionalProperty?: string } }

/** A body that is no Metacontroller request is the caller's fault; anything else is ours. */
function answerError(error: HTTPError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { validation: [problem] = [], statusCode = 500 } = error
  if (problem !== undefined) {
    const { instancePath, message, params: { additionalProperty } = {} } = problem
    const reason = additionalProperty === undefined ? message : `${message}: ${additionalProperty}`
    return reply
      .code(400)
      .send({ error: 'not a Metacontroller request', path: instancePath || '/', reason })
  }
  if (statusCode < 400 || statusCode >= 500) return answerOurFault(error, request, reply)
  return reply.code(statusCode).send({ error: error.message, path: '/', reason: error.message })
}

/** Whatever a hook throws, and all that is nobody else's fault: logged, and opaque to the caller. */
function answerOurFault(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  request.log.error({ err: error, path: request.url }, 'hook failed')
  return reply.code(500).send({ error: 'internal error', traceID: request.id })
}
