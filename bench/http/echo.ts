import Fastify from 'fastify'

/** The bare echo that hooks are compared with: Fastify parses the body and sends it back. */
const app = Fastify({ logger: false, bodyLimit: 512 * 1024 * 1024, keepAliveTimeout: 95_000 })
app.get('/healthz', async () => ({ status: 'ok' }))
app.post('/*', (request, reply) => reply.send(request.body))
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
