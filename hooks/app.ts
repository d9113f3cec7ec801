import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type onResponseHookHandler
} from 'fastify'
import type { Logger } from 'pino'
import Type from 'typebox'
import type { Hook } from './hook.ts'
import { complexityProblem } from './http/complexity.ts'
import {
  answerUnreadableHTTP,
  errorOf,
  FaultError,
  faultOf,
  type HTTPError,
  sendFault,
  tooComplex
} from './http/errors.ts'
import { addHealth } from './http/health.ts'
import { hookAttributes } from './tracing/hook-attributes.ts'
import { beginTrace, describeTrace, followResponse, inTrace } from './tracing/request-trace.ts'
import { packageVersion } from './version.ts'
import { MissingGroup } from './wire/groups.ts'
import { customizeRequestSchema, parentKinds, syncRequestSchema } from './wire/metacontroller.ts'

export type AppOptions = {
  hooks: Record<string, Hook>
  logger: Logger
  /**
   * Whether a request with this Authorization header is allowed. If absent, all requests are
   * allowed.
   */
  isAuthorized?: (authorization: string | undefined) => Promise<boolean>
  /**
   * The largest body that is read. Metacontroller sends 5.7 MB for a pool of 1,000 hostnames. The
   * default is 64.
   */
  bodyLimitMiB?: number
  /** Learns of each response of a hook, those included that never reach the hook. */
  responded?: (path: string, code: number) => void
}

const bytesPerMiB = 1024 * 1024
/** Bodies up to this size are parsed within a second, whatever is in them. */
const parsedUncheckedBytes = 8 * bytesPerMiB
/**
 * Metacontroller keeps idle connections for 90 s. If the service closed them earlier, a request of
 * Metacontroller could meet a connection that is just being closed.
 */
const keepAliveTimeoutMs = 95_000
/**
 * How long a request may take to arrive, and its headers. Otherwise a connection that sends nothing
 * would stay open for ever: by default, Fastify sets no limit.
 */
const requestTimeoutMs = 30_000
const headersTimeoutMs = 15_000
const connectionsCheckMs = 5_000
/**
 * A request with a misspelt `dryRun` would be taken for a real one, and change things. So unknown
 * parameters are refused.
 */
const querystring = Type.Object(
  { dryRun: Type.Optional(Type.Enum(['true', 'false'])) },
  { additionalProperties: false }
)

/** Makes the service: the hooks over HTTP, `/healthz` and `/readyz`. It does not listen yet. */
export function createApp(options: AppOptions): FastifyInstance {
  const { hooks, isAuthorized, bodyLimitMiB = 64, responded } = options
  const app = createFastify(options.logger, bodyLimitMiB)
  app.setErrorHandler<HTTPError>((error, request, reply) => {
    const mediaType = request.headers['content-type']
    const fault = faultOf(error, { mediaType, bodyLimitMiB })
    return fault === undefined
      ? answerInternalError(error, request, reply)
      : sendFault(fault, request, reply)
  })
  app.setNotFoundHandler((request, reply) => {
    const reason = `there is nothing at this path. The hooks are ${Object.keys(hooks).join(', ')}`
    return sendFault({ status: 404, error: errorOf(404), reason }, request, reply)
  })
  app.addHook('onRequest', (request, reply, done) => {
    followResponse(request.raw, reply.raw, request.routeOptions.url)
    done()
  })
  checkLargeBodies(app)
  addHealth(app, packageVersion())
  app.register(async scope => {
    if (isAuthorized !== undefined) scope.addHook('onRequest', requireToken(isAuthorized))
    if (responded !== undefined) scope.addHook('onResponse', reportTo(responded))
    for (const [path, hook] of Object.entries(hooks)) addHook(scope, path, hook)
  })
  return app
}

function createFastify(logger: Logger, bodyLimitMiB: number): FastifyInstance {
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
    bodyLimit: bodyLimitMiB * bytesPerMiB,
    keepAliveTimeout: keepAliveTimeoutMs,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: connectionsCheckMs },
    genReqId: beginTrace,
    logController,
    clientErrorHandler: answerUnreadableHTTP,
    frameworkErrors: (error, request, reply) =>
      sendFault({ status: 400, error: errorOf(400), reason: error.message }, request, reply),
    ajv: { customOptions }
  }) as unknown as FastifyInstance
}

/** Refuses a large body that would keep the process busy for seconds, before it is parsed. */
function checkLargeBodies(app: FastifyInstance): void {
  const parseJSON = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request, body: Buffer, done) => {
      const isLarge = body.length > parsedUncheckedBytes
      const problem = isLarge ? complexityProblem(body) : undefined
      if (problem !== undefined) return done(new FaultError(tooComplex(problem)))
      return parseJSON(request, body.toString(), done)
    }
  )
}

/** Adds the route of one hook. Its path begins with the name of its CompositeController. */
function addHook(scope: FastifyInstance, path: string, hook: Hook): void {
  const [, controller = ''] = path.split('/')
  const schemaFor = path.endsWith('/customize') ? customizeRequestSchema : syncRequestSchema
  const schema = { body: schemaFor(parentKinds[controller]), querystring }
  scope.post(path, { schema }, (request, reply) => answer(hook, request, reply))
  scope.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    handler: (request, reply) => {
      const reason = `${path} is a hook of Metacontroller and takes POST only`
      reply.header('allow', 'POST')
      return sendFault({ status: 405, error: errorOf(405), reason }, request, reply)
    }
  })
}

/**
 * Calls the hook, and returns the body of the answer. If it returned the reply, Fastify would wait
 * until the reply is written, which takes as long as a small hook.
 */
async function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const callerGone = new AbortController()
  // The event `close` also follows each complete answer. Making an Error takes longer than most
  // hooks do, so the call is aborted only if the answer is incomplete.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) callerGone.abort(new Error('the caller has gone'))
  })
  const { dryRun } = request.query as { dryRun?: 'true' | 'false' }
  const call = { signal: callerGone.signal, dryRun: dryRun === 'true', log: request.log }
  describeTrace(request.raw, () => hookAttributes(request.body, call.dryRun))
  const answered = inTrace(request.raw, () => hook(request.body, call))
  const result = await answered.catch((error: unknown) => ({ error }))
  if ('error' in result) return answerHookError(result.error, request, reply)
  reply.headers(result.headers ?? {})
  if (result.status !== 200)
    return sendFault({ status: result.status, ...result.body }, request, reply)
  return sendJSON(result.body, request, reply)
}

/** Makes the JSON here, because an object that is nested too deeply overflows the stack. */
function sendJSON(body: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  try {
    const text = JSON.stringify(body)
    reply.header('content-type', 'application/json; charset=utf-8')
    return text
  } catch (error) {
    return answerHookError(error, request, reply)
  }
}

/** An error of a hook is ours, unless the request lacks objects or is nested too deeply. */
function answerHookError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  if (error instanceof MissingGroup) {
    const { message: reason } = error
    return sendFault({ status: 400, error: 'not a complete hook request', reason }, request, reply)
  }
  if (isStackOverflow(error))
    return sendFault(tooComplex('an object is nested too deeply'), request, reply)
  return answerInternalError(error, request, reply)
}

/** Nothing in the hooks recurses but along the objects of the request. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message)
}

function reportTo(responded: (path: string, code: number) => void): onResponseHookHandler {
  return ({ routeOptions }, { statusCode }, done) => {
    responded(routeOptions.url ?? '', statusCode)
    done()
  }
}

function requireToken(isAuthorized: (authorization: string | undefined) => Promise<boolean>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (await isAuthorized(request.headers.authorization)) return
    reply.header('www-authenticate', 'Bearer')
    const reason = 'a valid bearer token is required'
    return sendFault({ status: 401, error: errorOf(401), reason }, request, reply)
  }
}

/** Logs an error of ours, and answers 500. The answer does not tell the caller what went wrong. */
function answerInternalError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  request.log.error({ err: error, path: request.url }, 'hook failed')
  describeTrace(request.raw, () => ({
    'error.type': error instanceof Error ? error.name : 'thrown'
  }))
  const reason = 'the log of the hooks has the error, with this traceID'
  return sendFault({ status: 500, error: errorOf(500), reason }, request, reply)
}
