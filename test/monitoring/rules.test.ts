import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { type Reason, reasons } from '../../hooks/conditions/reasons.ts'
import { allMetrics } from '../../hooks/metrics/catalogue/catalogue.ts'
import { runbookFolder, runbookParts } from '../../scripts/generate-runbooks.ts'
import { alerts } from '../../scripts/monitoring/alerts.ts'
import { askingReasons, platformReasons, teamReasons } from '../../scripts/monitoring/reasons.ts'
import { recordingRules } from '../../scripts/monitoring/recording-rules.ts'
import type { Alert } from '../../scripts/monitoring/rule.ts'
import { renderRules } from '../../scripts/monitoring/rules.ts'
import { missing, promtool } from '../helpers/prometheus-tools.ts'
import { type AlertCase, alertCases, type Series } from './alert-cases.ts'

const skip = missing('promtool')

/** Runs unit tests of promtool over the rules. @returns what promtool says if one fails */
function runUnitTests(tests: readonly object[]): string {
  const dir = t.testdir({
    'rules.yaml': renderRules(),
    'tests.yaml': stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests })
  })
  const { status, output } = promtool(['test', 'rules', `${dir}/tests.yaml`])
  return status === 0 ? '' : output
}

function inputOf(series: Series): object[] {
  return Object.entries(series).map(([name, values]) => ({ series: name, values }))
}

/** The alert as a person reads it: the words of its source, with labels and value filled in. */
function wordsOf(words: string, { labels = {}, value = '' }: AlertCase): string {
  return words
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
    .replace(/\{\{ \$value.*?\}\}/g, value)
}

function expectedOf(alert: Alert, shown: AlertCase): object {
  const { severity, summary, description, runbook } = alert
  const reason = shown.labels?.reason as Reason | undefined
  const section = reason === undefined ? '' : `#${reason.toLowerCase()}`
  return {
    exp_labels: { ...shown.labels, severity },
    exp_annotations: {
      summary: wordsOf(summary, shown),
      description: wordsOf(description, shown),
      runbook_url: `RUNBOOKS/${runbook}.md${section}`,
      ...(reason === undefined ? {} : { next_action: reasons[reason].todo })
    }
  }
}

function findAlert(name: string): Alert {
  const found = alerts.find(alert => alert.name === name)
  if (found === undefined) throw new Error(`there is no alert ${name}`)
  return found
}

t.test('every alert has a case', async t => {
  t.strictSame(
    [...new Set(alertCases.map(({ alert }) => alert))].sort(),
    alerts.map(({ name }) => name).sort()
  )
})

/** A unit test of promtool: which alerts these series lead to. */
function unitTest({ at, alert }: AlertCase, series: Series, expected: readonly object[]): object {
  return {
    interval: '1m',
    input_series: inputOf(series),
    alert_rule_test: [{ eval_time: `${at}m`, alertname: alert, exp_alerts: expected }]
  }
}

const expected = alertCases.map(shown => expectedOf(findAlert(shown.alert), shown))

t.test('each alert fires when it should, and says what to do', { skip }, async t => {
  const tests = alertCases.map((shown, i) => unitTest(shown, shown.fires, [expected[i] ?? {}]))
  t.equal(runUnitTests(tests), '')
})

t.test('each alert is quiet when it should', { skip }, async t => {
  t.equal(runUnitTests(alertCases.map(shown => unitTest(shown, shown.quiet, []))), '')
})

t.test('these tests can fail', { skip }, async t => {
  const wrong = alertCases.map((shown, i) => unitTest(shown, shown.quiet, [expected[i] ?? {}]))
  const found = runUnitTests(wrong)
  for (const { alert } of alertCases) t.match(found, `alertname: ${alert},`)
})

t.test('recorded shares and rates', { skip }, async t => {
  const requests = (ready: string, reason: string) =>
    `gateway_orchestrator_pool_requests{pool="default",ready="${ready}",reason="${reason}"}`
  const call = (service: string, operation: string) =>
    `gateway_orchestrator_aws_call_duration_seconds_count{service="${service}",` +
    `operation="${operation}",account="",region="r",result="success"}`
  const rate = (service: string, operation: string) =>
    `gateway_orchestrator_aws_budget_calls_per_second{service="${service}",` +
    `operation="${operation}",region="r"}`
  const series = {
    [requests('True', 'Ready')]: '9x20',
    [requests('False', 'AWSNoCredentials')]: '1x20',
    [requests('False', 'HostnameTaken')]: '5x20',
    [call('acm', 'ListCertificates')]: '0+30x20',
    [rate('acm', 'ListCertificates')]: '1x20',
    [call('route53', 'GetChange')]: '0+60x20',
    [call('route53', 'ListResourceRecordSets')]: '0+60x20',
    [rate('route53', '')]: '4x20'
  }
  const expected: [string, string, string, number][] = [
    ['requests_ready:ratio', '', '{pool="default"}', 0.9],
    [
      'acm_budget_used:ratio_rate5m',
      '',
      '{service="acm",operation="ListCertificates",region="r"}',
      0.5
    ],
    ['route53_budget_used:ratio_rate5m', '', '{service="route53",region="r"}', 0.5],
    [
      'aws_calls:rate5m',
      '{service="acm"}',
      '{service="acm",operation="ListCertificates",region="r",result="success"}',
      0.5
    ]
  ]
  const tests = expected.map(([record, matcher, labels, value]) => ({
    expr: `gateway_orchestrator:${record}${matcher}`,
    eval_time: '15m',
    exp_samples: [{ labels: `gateway_orchestrator:${record}${labels}`, value }]
  }))
  const unitTest = { interval: '1m', input_series: inputOf(series), promql_expr_test: tests }
  t.equal(runUnitTests([unitTest]), '')
})

t.test('every rule asks for metrics and labels that exist', async t => {
  const metrics = new Map(allMetrics.map(({ name, labels }) => [name, labels]))
  const recorded = new Set(recordingRules.map(({ record }) => record))
  for (const { expr } of [...alerts, ...recordingRules]) {
    const names = expr.match(/gateway_orchestrator[a-z0-9_:]+/g) ?? []
    t.ok(names.length > 0)
    for (const name of names)
      t.ok(metrics.has(name.replace(/_(bucket|sum|count)$/, '')) || recorded.has(name), name)
  }
})

t.test('every page that an alert links to exists, with the section of each reason', async t => {
  for (const { runbook, name, reasons: possible = [] } of alerts) {
    const file = new URL(`${runbook}.md`, runbookFolder)
    t.ok(existsSync(file), `${name}: ${runbook}.md`)
    const text = readFileSync(file, 'utf8')
    t.match(text, `\`${name}\``, `${runbook}.md names ${name}`)
    for (const reason of possible)
      t.ok(text.includes(`\n### ${reason}\n${reasons[reason].means}\n\n${reasons[reason].todo}\n`))
  }
})

t.test('the pages are those of the catalogue and the alerts (`npm run generate`)', async t => {
  for (const [name, fill] of Object.entries(runbookParts)) {
    const text = readFileSync(new URL(name, runbookFolder), 'utf8')
    t.equal(text, fill(text), name)
    t.throws(() => fill('# A page without marks'), { message: /no marks/ })
  }
})

t.test('every reason that asks for something belongs to one alert about hostnames', async t => {
  const both = platformReasons.filter(reason => teamReasons.includes(reason))
  t.strictSame(both, [])
  t.strictSame([...platformReasons, ...teamReasons].sort(), [...askingReasons].sort())
  t.ok(askingReasons.length > 60)
})

t.test('the rule file can be read, and has no name twice', async t => {
  const { groups } = parse(renderRules()) as { groups: { rules: { alert?: string }[] }[] }
  const names = groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))
  t.equal(names.length, alerts.length)
  t.equal(new Set(names).size, names.length)
})
