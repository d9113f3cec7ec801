import t from 'tap'
import { alerts } from '../../scripts/monitoring/alerts.ts'
import { renderDashboard } from '../../scripts/monitoring/dashboard.ts'
import { recordingRules } from '../../scripts/monitoring/recording-rules.ts'
import { findProgram, type Manifest, parseManifests, template, valuesOf } from './chart.ts'

const helm = await findProgram('helm-4')
const { skip } = helm

/** The objects of the kind that the chart renders. */
async function rendered(kind: string, ...args: string[]): Promise<Manifest[]> {
  const { stdout } = await template(helm.path, args)
  return parseManifests(stdout).filter(object => object.kind === kind)
}

function specOf<Spec>(object: Manifest | undefined): Spec {
  if (object === undefined) throw new Error('the chart renders no such object')
  return object.spec as Spec
}

type Rule = {
  alert?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

t.test('rules, dashboard and monitors are off by default', { skip }, async t => {
  for (const kind of ['PrometheusRule', 'ServiceMonitor', 'PodMonitor'])
    t.strictSame(await rendered(kind, ...valuesOf('least')), [], kind)
  t.strictSame(await rendered('ConfigMap', ...valuesOf('least')), [])
})

t.test('the rules have the place of the runbook pages, and more labels', { skip }, async t => {
  const [rule] = await rendered('PrometheusRule', ...valuesOf('all'))
  const { groups } = specOf<{ groups: { rules: Rule[] }[] }>(rule)
  const rules = groups.flatMap(group => group.rules)
  t.equal(rules.length, alerts.length + recordingRules.length)
  t.match(rule?.metadata.labels, { release: 'prometheus' })
  for (const { alert, labels, annotations } of rules) {
    if (alert === undefined) continue
    const known = alerts.find(({ name }) => name === alert)
    t.match(labels, { severity: known?.severity, cluster: 'prod-2' })
    t.match(annotations?.runbook_url, `https://docs.example.com/runbooks/${known?.runbook}.md`)
    t.match(annotations?.summary, known?.summary, 'Helm leaves the templates of Prometheus alone')
  }
})

t.test('without the address of the pages each alert names its page', { skip }, async t => {
  const enabled = ['--set', 'prometheusRule.enabled=true']
  const [rule] = await rendered('PrometheusRule', ...valuesOf('least'), ...enabled)
  const { groups } = specOf<{ groups: { rules: Rule[] }[] }>(rule)
  const found = groups.flatMap(group => group.rules).filter(each => each.alert !== undefined)
  t.equal(found.length, alerts.length)
  for (const { alert, annotations } of found) {
    t.notOk(annotations && 'runbook_url' in annotations, `${alert}`)
    const known = alerts.find(({ name }) => name === alert)
    const page = `docs/runbooks/${known?.runbook}.md`
    t.ok(annotations?.runbook?.startsWith(page), `${alert} names ${page}`)
    t.match(annotations?.runbook, / of the Gateway Orchestrator$/)
    t.ok(annotations?.summary, 'the other annotations stay')
  }
})

t.test('the dashboard is in a ConfigMap that the sidecar finds', { skip }, async t => {
  const enabled = ['--set', 'dashboard.enabled=true']
  const maps = await rendered('ConfigMap', ...valuesOf('least'), ...enabled)
  const [map] = maps
  t.equal(maps.length, 1)
  t.match(map?.metadata.labels, { grafana_dashboard: '1' })
  const data = map?.data as Record<string, string>
  t.equal(data['gateway-orchestrator.json'], renderDashboard().trim())
})

t.test('Prometheus is admitted to the port of the metrics only', { skip }, async t => {
  type Policy = { ingress: { from?: unknown; ports: { port: string }[] }[] }
  const ingress = async (...args: string[]) => {
    const [policy] = await rendered('NetworkPolicy', ...valuesOf('least'), ...args)
    const { ingress: rules } = specOf<Policy>(policy)
    return rules.filter(({ ports }) => ports.some(({ port }) => port === 'metrics'))
  }
  t.strictSame(await ingress(), [], 'nobody without a monitor')
  const monitor = ['--set', 'serviceMonitor.enabled=true']
  t.strictSame(await ingress(...monitor), [{ ports: [{ port: 'metrics' }] }])
  const from = [{ podSelector: { matchLabels: { app: 'prometheus' } } }]
  const some = ['--set-json', `networkPolicy.metricsFrom=${JSON.stringify(from)}`]
  t.strictSame(await ingress(...some), [{ ports: [{ port: 'metrics' }], from }])
  const [service] = await rendered('ServiceMonitor', ...valuesOf('least'), ...monitor)
  t.strictSame(specOf<{ endpoints: unknown }>(service).endpoints, [{ port: 'metrics' }])
})
