import type { FastifyInstance } from 'fastify'

/**
 * Adds `/healthz` and `/readyz`. The service stops being ready when it begins to close.
 * @param version - of the service; `/readyz` tells it, so that commands see whether it is theirs
 */
export function addHealth(app: FastifyInstance, version: string): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  // A connection that stays open after its last answer would delay the end of the service by more
  // than a minute. So each answer while the service closes also closes its connection.
  app.addHook('onSend', (_, reply, payload, next) => {
    if (isClosing) reply.header('connection', 'close')
    next(null, payload)
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_, reply) =>
    reply.code(isClosing ? 503 : 200).send({ status: isClosing ? 'closing' : 'ok', version })
  )
}
