import Fastify, { type FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

/** How long a request may take to arrive (ms). */
const requestTimeoutMs = 10_000

/**
 * Makes the server that Prometheus asks. It has a port of its own, so that a NetworkPolicy can let
 * Prometheus reach the metrics without letting it reach the hooks, and needs no token. It does not
 * listen yet.
 */
export function createMetricsServer({ text, contentType }: Metrics): FastifyInstance {
  const app = Fastify({ requestTimeout: requestTimeoutMs }) as unknown as FastifyInstance
  app.get('/metrics', async (_, reply) => reply.type(contentType).send(await text()))
  return app
}
