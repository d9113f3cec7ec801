import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { systemClock } from '../../../hooks/clock.ts'
import { createApiStore } from '../../../simulator/api-store/api-store.ts'
import { createEngine } from '../../../simulator/engine/engine.ts'
import { httpCall } from '../../../simulator/engine/transports.ts'
import { goDurationSeconds, webhookURL } from '../../../simulator/engine/webhook.ts'
import { crdOf } from '../widgets.ts'
import { box, boxRef, controllerOf } from './harness.ts'

function listening(server: Server): Promise<string> {
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    )
  })
}

t.test('over HTTP in real time, with a base in place of the cluster', async t => {
  const paths: unknown[] = []
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url} ${request.headers['content-type']}`)
    request.resume().on('end', () => response.end(JSON.stringify({ status: { ok: true } })))
  })
  const call = httpCall(await listening(server))
  const store = createApiStore({ crds: [crdOf('Box'), crdOf('Widget')], clock: systemClock })
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  let done: () => void = () => undefined
  const written = new Promise<void>(resolve => {
    done = resolve
  })
  const compositeControllers = [controllerOf({ sync: () => ({}) })]
  const engine = createEngine({
    store,
    clock: systemClock,
    call,
    compositeControllers,
    onSync: ({ statusWritten }) => statusWritten && done()
  })
  store.create(box())
  await written
  t.match(store.read(boxRef).status, { ok: true })
  t.equal(paths[0], 'POST /sync application/json')
  await engine.stop()
  call.close()
  server.close()
})

t.test('status, headers and body come through; a dead server is an error', async t => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(429, { 'Retry-After': '5' }).end('busy'))
  })
  const call = httpCall(await listening(server))
  const request = { headers: {}, timeoutSeconds: 1, signal: new AbortController().signal }
  t.match(await call('http://hooks.ns.svc/x?y=z', '{}', request), {
    status: 429,
    headers: { 'retry-after': '5' },
    body: 'busy'
  })
  call.close()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  await t.rejects(call('http://hooks.ns.svc/x', '{}', request), /ECONNREFUSED/)
})

t.test('the address of a webhook', async t => {
  t.equal(webhookURL({ url: 'http://a/b' }), 'http://a/b')
  t.equal(
    webhookURL({ service: { name: 'hooks', namespace: 'ns' }, path: '/sync' }),
    'http://hooks.ns:80/sync'
  )
  t.equal(
    webhookURL({
      service: { name: 'h', namespace: 'ns', port: 8443, protocol: 'https' },
      path: '/s'
    }),
    'https://h.ns:8443/s'
  )
})

t.test("Go's durations", async t => {
  for (const [text, seconds] of [
    ['30s', 30],
    ['1m30s', 90],
    ['500ms', 0.5],
    ['1.5h', 5400]
  ] as const) {
    t.equal(goDurationSeconds(text), seconds, text)
  }
  t.throws(() => goDurationSeconds('30'), /invalid duration/)
})
