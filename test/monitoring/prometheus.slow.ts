import t from 'tap'
import { apiVersion } from '../../hooks/api/schema.ts'
import { allMetrics } from '../../hooks/metrics/catalogue/catalogue.ts'
import { alerts } from '../../scripts/monitoring/alerts.ts'
import { rows } from '../../scripts/monitoring/dashboard/rows.ts'
import { renderRules } from '../../scripts/monitoring/rules.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { missing } from '../helpers/prometheus-tools.ts'
import { createDemoWorld, type DemoWorld } from './demo-world.ts'
import { type Prometheus, startPrometheus } from './prometheus.ts'

/**
 * A real Prometheus scrapes the hooks of a demo with 200 hostnames, and its answers are compared
 * with what the cluster and AWS of the demo have counted themselves.
 */
const skip = missing('prometheus')
const hostnames = 200
const zone = 'Z0APPS'
const hour = 3_600_000

/** Adds requests, and runs until so many are Ready. */
async function addRequests(world: DemoWorld, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++)
    world.apply(aRequest(`team-${index % 10}`, `app-${index}`, `app-${index}.apps.example.com`))
  const stop = await world.clock.runUntil(() => world.readyCount() === to, { within: 2 * hour })
  if (stop !== 'reached') throw new Error(`${world.readyCount()} of ${to} are Ready`)
}

/** Runs the demo, with Prometheus looking at it before, meanwhile and afterwards. */
async function runDemo(): Promise<{ world: DemoWorld; prometheus: Prometheus }> {
  const world = await createDemoWorld(Date.now() - 1.25 * hour)
  t.teardown(() => world.stop())
  world.cloud.zones.create('apps.example.com', { id: zone })
  const teams = Array.from({ length: 10 }, (_, index) => aNamespace(`team-${index}`))
  world.apply(...aPlatform({ capacity: { maxGateways: 10 } }), ...teams)
  await addRequests(world, 0, hostnames / 2)
  await world.sendAgain()
  const { target } = world
  const prometheus = await startPrometheus({ folder: t.testdir(), target, rules: renderRules() })
  t.teardown(() => prometheus.stop())
  await prometheus.untilScraped()
  await addRequests(world, hostnames / 2, hostnames)
  world.apply(aRequest('team-0', 'taken', 'app-1.apps.example.com'))
  world.apply(aRequest('team-0', 'lost', 'lost.apps.example.com', { poolName: 'nowhere' }))
  world.cloud.zones.removeRecord(zone, 'app-7.apps.example.com', 'A')
  await world.sendAgain()
  await prometheus.untilScraped()
  await world.clock.advance(Math.max(0, Date.now() - world.clock.now() - hour / 60))
  await world.sendAgain()
  await prometheus.untilScraped()
  await prometheus.untilScraped()
  return { world, prometheus }
}

t.test('Prometheus and the demo count the same', { skip, timeout: 300_000 }, async t => {
  const { world, prometheus } = await runDemo()
  const sum = async (expr: string) => {
    const [series] = await prometheus.query(`sum(${expr})`)
    return series?.value
  }
  const own = (name: string, matcher = '') => sum(`gateway_orchestrator_${name}${matcher}`)

  await t.test('every metric has a series', async t => {
    // A budget of 200 hostnames may never be exceeded, and nothing has gone wrong otherwise.
    for (const { name, type } of allMetrics) {
      const series = await prometheus.query(type === 'histogram' ? `${name}_count` : name)
      t.ok(series.length > 0, name)
    }
  })

  await t.test('counts of the cluster', async t => {
    const claims = world.cluster.store.list({ apiVersion, kind: 'DomainClaim' })
    t.equal(claims.length, hostnames)
    t.equal(await own('pool_hostnames'), claims.length)
    t.equal(await own('pool_requests', '{ready="True"}'), world.readyCount())
    t.equal(await own('pool_claims', '{condition="Ready",status="True"}'), claims.length)
    t.equal(await own('gateway_hostnames'), claims.length)
    t.equal(await own('gateway_certificates'), claims.length)
    t.equal(await own('pool_certificates'), claims.length)
    t.equal(await own('pool_free_hostnames'), 10 * 25 - claims.length)
    t.equal(await own('pool_refused_requests', '{reason="HostnameTaken"}'), 1)
    t.equal(await own('unanswered_requests'), 1)
    t.equal(await own('request_ready_seconds_count'), hostnames)
    t.equal(await own('drift_found_total', '{kind="alias"}'), 1)
    t.equal(await own('drift_repaired_total', '{kind="alias"}'), 1)
    const gateways = world.cluster.store.list({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway'
    })
    t.equal(await own('pool_gateways', '{state="Ready"}'), gateways.length)
  })

  await t.test('counts of AWS', async t => {
    for (const [operation, calls] of Object.entries(world.cloud.calls.counts()))
      t.equal(
        await own('aws_call_duration_seconds_count', `{operation="${operation}"}`),
        calls,
        operation
      )
    t.equal(await own('acm_year_requested_certificates'), hostnames)
    t.equal(await own('zone_records'), world.cloud.zones.records(zone).length)
    const [series] = await prometheus.query('gateway_orchestrator_aws_call_duration_seconds_count')
    t.equal(series?.labels.account, '111122223333')
  })

  await t.test('every query of the dashboard has an answer', async t => {
    for (const { panels } of rows)
      for (const { title, queries } of panels)
        for (const { expr, legend, emptyBecause } of queries) {
          const filled = expr
            .replaceAll('$__rate_interval', '5m')
            .replaceAll('$__range', '30m')
            .replaceAll('$pool', '.*')
          const series = await prometheus.query(filled)
          if (emptyBecause === undefined) t.ok(series.length > 0, `${title}: ${filled}`)
          t.ok(series.every(({ value }) => !Number.isNaN(value)) || emptyBecause, title)
          for (const [, label = ''] of legend.matchAll(/\{\{ (\w+) \}\}/g))
            t.ok(
              series.every(({ labels }) => label in labels || label === 'operation'),
              legend
            )
        }
  })

  await t.test('every rule can be evaluated, and the right alerts wait', async t => {
    const rules = await prometheus.ruleHealth()
    t.ok(rules.length > alerts.length)
    for (const { name, health, lastError } of rules) t.equal(health, 'ok', `${name} ${lastError}`)
    const firing = await prometheus.query('ALERTS')
    const names = new Set(firing.map(({ labels }) => labels.alertname))
    t.strictSame([...names].sort(), [
      'GatewayOrchestratorRequestWaitsForTeam',
      'GatewayOrchestratorRequestsUnanswered'
    ])
  })
})
