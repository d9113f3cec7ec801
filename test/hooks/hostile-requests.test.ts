import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { parent, sync } from './app-world.ts'
import { type Service, startService } from './service.ts'

/**
 * What others wait for an answer while somebody attacks. It is below 100 ms on an idle machine.
 * Before there were limits, one body of 100 MB stopped the process for 19 s.
 */
const longestWaitMs = 3_000

/** A request that is not for our kinds, so that the hooks answer it without AWS. */
const usual = JSON.stringify({ ...sync, parent: { ...parent, spec: {} } })

/** Sends a body in chunks. @returns the status; 0 if the service closed the connection */
function send(url: string, size: number, chunk: Buffer, headers: object = {}): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }
  const call = request(`${url}/domain-claim/sync`, options)
  call.on('error', () => resolve(0))
  call.on('response', response => {
    resolve(response.statusCode ?? 0)
    response.resume()
    call.destroy()
  })
  let sent = 0
  const more = () => {
    while (sent < size && !call.destroyed) {
      sent += chunk.length
      if (!call.write(chunk)) return call.once('drain', more)
    }
    return call.end()
  }
  more()
  return promise
}

/** Calls `/healthz` and a hook until the attack ends. @returns the longest time in ms */
async function longestAnswer(url: string, attack: Promise<unknown>): Promise<number> {
  let over = false
  void attack.finally(() => {
    over = true
  })
  let longest = 0
  do {
    const begun = performance.now()
    t.equal((await fetch(`${url}/healthz`)).status, 200)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/domain-claim/sync`, {
      method: 'POST',
      headers,
      body: usual
    })
    t.equal(answer.status, 200)
    await answer.arrayBuffer()
    longest = Math.max(longest, performance.now() - begun)
  } while (!over)
  return longest
}

const mebibyte = 1024 * 1024
const space = Buffer.alloc(mebibyte, ' ')
const brackets = Buffer.alloc(mebibyte, '[')

/** Runs one attack, and shows that the service lives and goes on answering others. */
async function withstands(
  t: Test,
  service: Service,
  attack: () => Promise<readonly number[]>
): Promise<readonly number[]> {
  const running = attack()
  const longest = await longestAnswer(service.url, running)
  t.comment(`others waited ${longest.toFixed(0)} ms at most`)
  t.ok(longest < longestWaitMs, `others waited ${longest} ms`)
  t.equal(service.child.exitCode, null, 'the process lives')
  return running
}

t.test('bodies that are too large are refused before they are in memory', async t => {
  const service = await startService()
  t.teardown(() => service.stop())
  const large = 90 * mebibyte
  const length = { 'content-length': String(large) }
  const known = await withstands(t, service, () =>
    Promise.all([send(service.url, large, space, length), send(service.url, large, space, length)])
  )
  for (const status of known) t.ok(status === 413 || status === 0, `${status}`)
  const chunked = await withstands(t, service, () =>
    Promise.all([send(service.url, 100 * mebibyte, brackets)])
  )
  for (const status of chunked) t.ok(status === 413 || status === 0, `${status}`)
})

t.test('60 MiB of brackets are not parsed', async t => {
  const service = await startService()
  t.teardown(() => service.stop())
  t.strictSame(
    await withstands(t, service, () => Promise.all([send(service.url, 60 * mebibyte, brackets)])),
    [400]
  )
})

t.test('connections that send nothing, or half a request, stop nobody', async t => {
  const service = await startService()
  t.teardown(() => service.stop())
  const { port } = new URL(service.url)
  const sockets: Socket[] = []
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  await withstands(t, service, async () => {
    for (let i = 0; i < 200; i++) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => undefined)
      sockets.push(socket)
      await once(socket, 'connect')
      const head = 'POST /domain-claim/sync HTTP/1.1\r\nhost: x\r\n'
      const rest = 'content-type: application/json\r\ncontent-length: 1000000\r\n\r\n{'
      if (i % 3 > 0) socket.write(i % 3 === 1 ? head : head + rest)
    }
    return []
  })
})
