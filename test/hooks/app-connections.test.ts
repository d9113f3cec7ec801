import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import t from 'tap'
import { createWorld, path, sync } from './app-world.ts'

/** The app on a loopback port. */
async function listen(world: ReturnType<typeof createWorld>): Promise<number> {
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  return (world.app.server.address() as AddressInfo).port
}

t.test('idle connections outlive those of Metacontroller, which it keeps for 90 s', async t => {
  const world = createWorld()
  await listen(world)
  t.ok(world.app.server.keepAliveTimeout > 90_000)
})

t.test('a caller who goes is noticed by the hook', async t => {
  const begun = Promise.withResolvers<AbortSignal | undefined>()
  const world = createWorld(async (_, { signal }) => {
    begun.resolve(signal)
    await new Promise(resolve => signal?.addEventListener('abort', resolve, { once: true }))
    return { status: 200, body: {} }
  })
  const port = await listen(world)
  const call = request({
    port,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' }
  })
  call.on('error', () => call.destroy())
  call.end(JSON.stringify(sync))
  const signal = await begun.promise
  t.equal(signal?.aborted, false)
  call.destroy()
  if (signal?.aborted === false) await once(signal, 'abort')
  t.ok(signal?.aborted)
  await world.app.close()
  t.strictSame(
    world.lines.filter(({ level }) => Number(level) > 30),
    [],
    'that is nothing to worry about'
  )
})

t.test('closing: not ready, no new work, and what is in flight ends', async t => {
  const begun = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const world = createWorld(async () => {
    begun.resolve()
    await finish.promise
    return { status: 200, body: { children: [] } }
  })
  const port = await listen(world)
  t.equal((await world.app.inject('/readyz')).statusCode, 200)
  t.equal((await world.app.inject('/healthz')).statusCode, 200)
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', data => {
    received += data
  })
  const payload = JSON.stringify(sync)
  socket.write(
    [
      `POST ${path} HTTP/1.1`,
      'Host: x',
      'Content-Type: application/json',
      `Content-Length: ${payload.length}`,
      '',
      payload
    ].join('\r\n')
  )
  // The headers of this request are incomplete, so the connection is not idle, and stays open when
  // the service begins to close.
  const probe = connect(port, '127.0.0.1')
  probe.write('GET /readyz HTTP/1.1\r\nHost: x\r\n')
  await begun.promise
  const closed = world.app.close()
  await new Promise(resolve => setImmediate(resolve))
  probe.write('\r\n')
  t.match(String(await once(probe, 'data')), /^HTTP\/1\.1 503/)
  const second = connect(port, '127.0.0.1')
  t.match(await once(second, 'error'), [{ code: 'ECONNREFUSED' }])
  t.equal(received, '')
  finish.resolve()
  await once(socket, 'end')
  t.match(received, /^HTTP\/1\.1 200 OK/)
  t.match(
    received,
    /connection: close/i,
    'or it would keep the process for as long as connections may be idle'
  )
  await closed
})
