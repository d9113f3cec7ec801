import t from 'tap'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { createMetricsWorld } from '../helpers/metrics-world.ts'
import { samplesIn, samplesOf } from '../helpers/samples.ts'

const capacity = { maxHostnamesPerGateway: 3, maxGateways: 2 }

/** A world in which five requests of `shop` are Ready. Their pool has room for one more. */
async function createWorld() {
  const world = createMetricsWorld()
  t.teardown(() => world.stop())
  world.apply(...aPlatform({ capacity, releaseGraceSeconds: 0 }), aNamespace('shop'))
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) world.apply(aRequest('shop', name, `${name}.apps.example.com`))
  const areReady = () => names.every(name => world.ready('shop', name) === 'True Ready')
  t.ok(await world.until(areReady))
  await world.clock.advance(400_000)
  return world
}

t.test('all that is known of a pool is right', async t => {
  const world = await createWorld()
  world.apply(aRequest('shop', 'no', 'shop.example.org'))
  await world.until(() => world.ready('shop', 'no') === 'False DomainNotAllowed')
  await world.clock.advance(30_000)
  const pool = { pool: 'default' }
  const expected: [string, Record<string, string>, number | undefined][] = [
    ['pool_hostnames', pool, 5],
    ['pool_free_hostnames', pool, 1],
    ['pool_waiting_requests', pool, 0],
    ['pool_held_back_hostnames', pool, 0],
    ['pool_refused_requests', { ...pool, reason: 'DomainNotAllowed' }, 1],
    ['pool_requests', { ...pool, ready: 'True', reason: 'Ready' }, 5],
    ['pool_requests', { ...pool, ready: 'False', reason: 'DomainNotAllowed' }, 1],
    ['pool_claims', { ...pool, condition: 'Ready', status: 'True', reason: 'Ready' }, 5],
    ['pool_claims', { ...pool, condition: 'DNSAliasReady', status: 'True' }, 5],
    ['pool_gateways', { ...pool, state: 'Ready' }, 2],
    ['gateway_hostnames', pool, 5],
    ['gateway_hostnames', { ...pool, gateway: 'default-1' }, 3],
    ['gateway_limit_hostnames', { ...pool, gateway: 'default-1' }, 3],
    ['gateway_certificates', { ...pool, gateway: 'default-1' }, 3],
    ['pool_certificates', pool, 5],
    ['pool_certificates', { ...pool, days_left: '60+' }, 5],
    ['pool_overdue_renewals', pool, 0],
    ['pool_condition', { ...pool, condition: 'Ready', status: 'True', reason: 'Ready' }, 1],
    ['request_ready_seconds_count', pool, 5],
    ['request_step_seconds_count', { step: 'CertificateIssued' }, 5],
    ['unanswered_requests', {}, 0],
    ['acm_year_requested_certificates', { region: 'eu-central-1' }, 5],
    ['acm_year_limit_certificates', { region: 'eu-central-1' }, 5000],
    ['drift_found_total', {}, 0]
  ]
  for (const [name, labels, value] of expected)
    t.equal(await world.total(name, labels), value, `${name} ${JSON.stringify(labels)}`)
  const since = await world.total('pool_not_ready_since_timestamp_seconds')
  const asked = world.request('shop', 'no')?.metadata.creationTimestamp ?? ''
  t.equal(since, Date.parse(asked) / 1000, 'the refused request waits since its creation')
})

t.test('the calls to AWS are those that AWS has counted', async t => {
  const { cloud, scrape, total } = await createWorld()
  const calls = samplesOf(await scrape(), 'aws_call_duration_seconds_count')
  const byOperation = new Map<string, number>()
  for (const { labels, value } of calls) {
    const { operation = '' } = labels
    byOperation.set(operation, (byOperation.get(operation) ?? 0) + value)
  }
  t.strictSame(Object.fromEntries(byOperation), cloud.calls.counts())
  t.equal(
    await total('aws_call_duration_seconds_count', { result: 'success' }),
    await total('aws_call_duration_seconds_count')
  )
  const waited = await total('aws_budget_wait_seconds_count')
  t.equal(waited, await total('aws_call_duration_seconds_count'), 'each call had to ask its budget')
  const changes = cloud.calls.counts().ChangeResourceRecordSets
  t.equal(await total('route53_batch_changes_count'), changes)
  t.equal(await total('aws_budget_left_calls', { service: 'route53' }), 5, 'all of the burst')
})

t.test('drift is counted when it is found, and when it is repaired', async t => {
  const world = await createWorld()
  const zone = 'Z0APPS'
  world.cloud.zones.removeRecord(zone, 'a.apps.example.com', 'A')
  const kind = { kind: 'alias' }
  t.ok(await untilTotal(world, 'drift_repaired_total', kind, 1))
  t.equal(await world.total('drift_found_total', kind), 1)
  t.equal(await world.total('drift_found_total', { kind: 'validation_record' }), 0)
})

t.test('after a restart, what is not known yet has no series', async t => {
  const world = await createWorld()
  world.hooks.restart()
  const text = await world.scrape()
  const prefix = 'gateway_orchestrator_'
  const names = new Set(samplesIn(text).map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')))
  const stays = [...names]
    .filter(name => name.startsWith(prefix))
    .map(name => name.slice(prefix.length))
  t.strictSame(stays.sort(), [
    'aws_budget_calls_per_second',
    'aws_budget_left_calls',
    'aws_budget_waiting_calls',
    'build_info',
    'drift_found_total',
    'drift_repaired_total',
    'pool_batch_children',
    'route53_batch_changes'
  ])
  t.ok(await untilTotal(world, 'pool_hostnames', {}, 5), 'one sync of the pool tells all again')
})

t.test('no label is a hostname or a namespace, and a pool that is gone has no series', async t => {
  const world = await createWorld()
  const values = samplesIn(await world.scrape()).flatMap(({ labels }) => Object.values(labels))
  t.notOk(values.some(value => value.includes('apps.example.com') || value === 'shop'))
  for (const name of ['a', 'b', 'c', 'd', 'e']) world.remove('GatewayHostnameRequest', name, 'shop')
  t.ok(await world.untilGone('DomainClaim', 3600))
  world.remove('GatewayPool', 'default')
  t.ok(await world.untilGone('GatewayPool', 3600))
  t.strictSame(
    samplesIn(await world.scrape()).filter(({ labels }) => labels.pool !== undefined),
    []
  )
})

t.test('the requests of a pool that does not exist are counted', async t => {
  const world = await createWorld()
  world.apply(aRequest('shop', 'lost', 'lost.apps.example.com', { poolName: 'nowhere' }))
  t.ok(await untilTotal(world, 'unanswered_requests', {}, 1))
  world.remove('GatewayHostnameRequest', 'lost', 'shop')
  await world.clock.advance(1_800_000)
  t.equal(await world.total('unanswered_requests'), 0)
})

/** Runs until the metric has this value. @returns whether it has, within half an hour */
async function untilTotal(
  world: ReturnType<typeof createMetricsWorld>,
  name: string,
  labels: Record<string, string>,
  value: number
): Promise<boolean> {
  for (let seconds = 0; seconds < 7200; seconds += 10) {
    if ((await world.total(name, labels)) === value) return true
    await world.clock.advance(10_000)
  }
  return false
}
