import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { fieldOf } from '../../hooks/api/field-of.ts'
import { createEventServer, type EventServer, wordsOf } from '../helpers/event-server.ts'
import { hasProgram, podServer } from './commands/cluster/api-server.ts'
import { type Service, startService } from './service.ts'

/** The service as a process, with an API server that takes its events over TLS. */

const noOpenSSL = hasProgram('openssl', 'version') ? false : 'there is no openssl'

/** An API server for events. @returns the environment for it, and who has sent each request */
async function startAPI(t: Test, server: EventServer) {
  const authorizations: (string | undefined)[] = []
  const pod = await podServer(t.testdir(), async (path, _, { method, headers }, body = '') => {
    authorizations.push(headers.authorization)
    const { signal } = new AbortController()
    const asked = { method: method as 'POST' | 'PATCH', path, body, signal }
    const { status, body: raw } = await server.send(asked)
    return { status, body: {}, raw }
  })
  t.teardown(pod.close)
  const env = { ...pod.env, EVENTS: 'true', EVENTS_TOKEN_FOLDER: pod.folder }
  return { env, folder: pod.folder, authorizations }
}

/** A new request that its pool has refused, as Metacontroller sends it to `/hostname-request/sync`. */
function refusedRequest(name: string) {
  const apiVersion = 'gateway-orchestrator.io/v1alpha1'
  const metadata = { namespace: 'shop', name, uid: `uid-${name}`, generation: 1 }
  const denial = {
    apiVersion,
    kind: 'HostnameDenial',
    metadata: { name: metadata.uid, uid: 'd' },
    spec: { reason: 'PoolFull', message: 'there is no room' }
  }
  return {
    controller: {
      metadata: { name: 'hostname-request' },
      spec: {
        parentResource: { apiVersion, resource: 'gatewayhostnamerequests' },
        childResources: [{ apiVersion: 'gateway.networking.k8s.io/v1', resource: 'httproutes' }]
      }
    },
    parent: {
      apiVersion,
      kind: 'GatewayHostnameRequest',
      metadata: { ...metadata, creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { hostname: `${name}.example.com`, poolName: 'default' }
    },
    children: { 'HTTPRoute.gateway.networking.k8s.io/v1': {} },
    related: {
      [`DomainClaim.${apiVersion}`]: {},
      [`HostnameDenial.${apiVersion}`]: { [metadata.uid]: denial }
    },
    finalizing: false
  }
}

async function sync({ url }: Service, name: string, query = ''): Promise<unknown> {
  const body = JSON.stringify(refusedRequest(name))
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/hostname-request/sync${query}`, {
    method: 'POST',
    headers,
    body
  })
  t.equal(answer.status, 200)
  return answer.json()
}

async function until(holds: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await sleep(25)
  return holds()
}

t.test(
  'events reach the API server, with a token that is replaced',
  { skip: noOpenSSL },
  async t => {
    const server = createEventServer()
    const { env, folder, authorizations } = await startAPI(t, server)
    const service = await startService(env)
    await sync(service, 'dry', '?dryRun=true')
    await sync(service, 'web')
    t.ok(await until(() => server.events().length === 1))
    t.strictSame(server.events().map(wordsOf), ['Warning PoolFull'])
    t.match(server.events()[0], { regarding: { name: 'web' }, note: /no room.*spec\.capacity/ })
    writeFileSync(join(folder, 'token'), 'second')
    await sync(service, 'www')
    t.equal(await service.stop(), 0)
    t.strictSame(authorizations, ['Bearer first', 'Bearer second'], 'sent before the process ended')
    t.equal(server.events().length, 2)
  }
)

t.test('an API server that hangs delays no hook', { skip: noOpenSSL }, async t => {
  const server = createEventServer()
  server.answerWith(() => new Promise(() => undefined))
  const { env } = await startAPI(t, server)
  const service = await startService(env)
  for (const name of ['a', 'b', 'c']) {
    const answer = await sync(service, name)
    t.match(fieldOf(answer, 'status'), { conditions: [{ reason: 'PoolFull' }] })
  }
  t.ok(await until(() => server.requests.length === 1), 'one request at a time')
  t.equal(await service.stop(), 0, 'the process ends all the same')
  t.equal(server.requests.length, 1)
})

t.test('without a token the hooks work without events, and say so', async t => {
  const service = await startService({ EVENTS: 'true', EVENTS_TOKEN_FOLDER: t.testdir() })
  await sync(service, 'web')
  t.ok(service.lines.some(({ msg }) => /^no events: EVENTS is on/.test(String(msg))))
  t.equal(await service.stop(), 0)
})

t.test('events are off by default', { skip: noOpenSSL }, async t => {
  const server = createEventServer()
  const { env } = await startAPI(t, server)
  const { EVENTS: _, ...off } = env
  const service = await startService(off)
  await sync(service, 'web')
  t.equal(await service.stop(), 0)
  t.equal(server.requests.length, 0)
})
