import { writeFileSync } from 'node:fs'
import { Agent, get, request } from 'node:http'
import t from 'tap'
import { systemClock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import { packageVersion } from '../../hooks/version.ts'
import { createEmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../simulator/aws/timings.ts'
import { totalOf } from '../helpers/samples.ts'
import { claimSyncRequest } from './claim-sync-request.ts'
import { type Service, startService } from './service.ts'

const hostname = 'shop.example.com'
const traceID = '4bf92f3577b34da6a3ce929d0e0e4736'

/** The service as a process, on an embedded AWS that it reaches over HTTP. */
async function createWorld(env: Record<string, string> = {}) {
  const cloud = createEmbeddedAws({
    clock: systemClock,
    timings: instantTimings,
    say: () => undefined
  })
  const zoneID = cloud.zones.create('example.com').id
  const { url, close } = await cloud.listen()
  const service = await startService({
    AWS_ENDPOINT_URL_ACM: url,
    AWS_ENDPOINT_URL_ROUTE_53: url,
    ...env
  })
  t.teardown(async () => {
    if (service.child.exitCode === null) await service.stop()
    await close()
  })
  return { cloud, zoneID, service }
}

type Posted = { status: number; body: unknown }

function post(
  service: Service,
  path: string,
  body: unknown,
  { headers = {}, agent }: { headers?: object; agent?: Agent } = {}
) {
  return new Promise<Posted>((resolve, reject) => {
    const call = request(`${service.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${traceID}-00f067aa0ba902b7-01`,
        ...headers
      },
      ...defined({ agent })
    })
    call.on('error', reject)
    call.on('response', async response => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) })
    })
    call.end(JSON.stringify(body))
  })
}

function statusOf(url: string): Promise<number | string> {
  return new Promise(resolve => {
    const call = get(url, { agent: false }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    call.on('error', error => resolve('code' in error ? String(error.code) : error.message))
  })
}

t.test('a claim through the real process, with a log line for each action', async t => {
  const { cloud, zoneID, service } = await createWorld()
  t.equal(await statusOf(`${service.url}/healthz`), 200)
  t.equal(await statusOf(`${service.url}/readyz`), 200)
  t.equal(await statusOf(`${service.url}/elsewhere`), 404)
  const { status, body } = await post(
    service,
    '/domain-claim/sync',
    claimSyncRequest(zoneID, hostname)
  )
  t.equal(status, 200)
  t.match(body, {
    children: [],
    resyncAfterSeconds: Number,
    status: { certificate: { arn: /^arn:aws:acm:/ } }
  })
  t.equal(cloud.certificates.list().length, 1)
  t.equal(await service.stop(), 0)
  const actions = service.lines.filter(line => line.action !== undefined)
  t.equal(actions.length, 1)
  t.match(actions[0], {
    level: 30,
    msg: 'AWS changed',
    cluster: 'test-cluster',
    traceID,
    hostname,
    namespace: 'shop',
    name: 'front',
    action: 'requestCertificate',
    arn: /^arn:aws:acm:/
  })
  t.strictSame(
    service.lines.flatMap(({ variable }) => variable ?? []),
    ['AWS_ENDPOINT_URL_ACM', 'AWS_ENDPOINT_URL_ROUTE_53'],
    'that AWS is another one is said loudly'
  )
})

t.test('metrics are on a port of their own, without a token', async t => {
  const file = `${t.testdir({ token: 'secret\n' })}/token`
  const { zoneID, service } = await createWorld({ HOOK_TOKEN_FILE: file })
  const headers = { authorization: 'Bearer secret' }
  await post(service, '/domain-claim/sync', claimSyncRequest(zoneID, hostname), { headers })
  await post(service, '/domain-claim/sync', claimSyncRequest(zoneID, hostname))
  t.equal(await statusOf(`${service.url}/metrics`), 404)
  const { metricsURL = '' } = service.lines.find(line => line.metricsURL !== undefined) ?? {}
  const text = await (await fetch(String(metricsURL))).text()
  const ofHook = { controller: 'domain-claim', hook: 'sync' }
  t.equal(totalOf(text, 'hook_responses_total', { ...ofHook, code: '200' }), 1)
  t.equal(totalOf(text, 'hook_responses_total', { ...ofHook, code: '401' }), 1)
  t.equal(totalOf(text, 'hook_duration_seconds_count', { ...ofHook, outcome: 'answered' }), 1)
  const requested = { operation: 'RequestCertificate', result: 'success' }
  t.equal(totalOf(text, 'aws_call_duration_seconds_count', requested), 1)
  t.equal(totalOf(text, 'build_info', { version: packageVersion() }), 1)
  t.match(packageVersion(), /^\d+\.\d+\.\d+/)
  t.match(text, /^process_resident_memory_bytes /m)
  t.equal(await service.stop(), 0)
})

t.test('the token is asked for, a rotated one taken up; a dry run touches nothing', async t => {
  const file = `${t.testdir({ token: 'old\n' })}/token`
  const { cloud, zoneID, service } = await createWorld({ HOOK_TOKEN_FILE: file })
  const ask = (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return post(service, '/domain-claim/sync?dryRun=true', claimSyncRequest(zoneID, hostname), {
      headers
    })
  }
  t.match(await ask('old'), {
    status: 200,
    body: { dryRun: true, words: [`request a certificate for ${hostname}`] }
  })
  t.equal((await ask('new')).status, 401)
  writeFileSync(file, 'new\n')
  t.strictSame([(await ask('old')).status, (await ask('new')).status], [401, 200])
  await service.stop()
  t.equal(cloud.certificates.list().length, 0)
  t.strictSame(
    service.lines.filter(line => line.action !== undefined),
    []
  )
})

t.test(
  'on SIGTERM what is in flight ends, nothing new begins, and the process goes at once',
  async t => {
    const { cloud, zoneID, service } = await createWorld()
    const agent = new Agent({ keepAlive: true })
    t.teardown(() => agent.destroy())
    const called = Promise.withResolvers<void>()
    cloud.faults.use(({ operation }) => {
      if (operation !== 'ListCertificates') return undefined
      called.resolve()
      return { before: { do: 'delay', milliseconds: 500 } }
    })
    const answer = post(service, '/domain-claim/sync', claimSyncRequest(zoneID, hostname), {
      agent
    })
    await called.promise
    const stopped = service.stop()
    while ((await statusOf(`${service.url}/readyz`)) === 200);
    t.match(await statusOf(`${service.url}/readyz`), /ECONNREFUSED|503/)
    t.equal((await answer).status, 200)
    const begun = systemClock.now()
    t.equal(await stopped, 0)
    t.ok(systemClock.now() - begun < 5000, 'kept-alive connections do not hold it up')
  }
)
