import { stringify } from 'yaml'
import { alerts } from './alerts.ts'
import { nextAction } from './reasons.ts'
import { recordingRules } from './recording-rules.ts'
import type { Alert, PrometheusRule } from './rule.ts'

/**
 * Stands for the address of the runbook pages. The chart puts `prometheusRule.runbookURL` in its
 * place.
 */
const runbookMark = 'RUNBOOKS'

/** The groups of a rule file. */
function ruleGroups(): { name: string; rules: readonly PrometheusRule[] }[] {
  return [
    { name: 'gateway-orchestrator.rules', rules: recordingRules },
    { name: 'gateway-orchestrator.alerts', rules: alerts.map(toRule) }
  ]
}

/** The rule file, as promtool and the chart read it. */
export function renderRules(): string {
  const header = '# Generated from scripts/monitoring by `npm run generate`. Do not edit.\n'
  return header + stringify({ groups: ruleGroups() }, { lineWidth: 0 })
}

function toRule(alert: Alert): PrometheusRule {
  const { name, expr, lasting, severity, summary, description, runbook, reasons } = alert
  const section = reasons ? '#{{ $labels.reason | toLower }}' : ''
  return {
    alert: name,
    expr,
    for: lasting,
    labels: { severity },
    annotations: {
      summary,
      description,
      ...(reasons ? { next_action: nextAction(reasons) } : {}),
      runbook_url: `${runbookMark}/${runbook}.md${section}`
    }
  }
}
