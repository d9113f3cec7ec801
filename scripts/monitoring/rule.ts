import type { Reason } from '../../hooks/conditions/reasons.ts'

/** A rule that keeps the result of a query under a name of its own. */
export type RecordingRule = { record: string; expr: string }

/** How urgent an alert is: `critical` wakes somebody up, `warning` waits for the day. */
export type Severity = 'critical' | 'warning' | 'info'

/** A rule that alerts, as this project writes it. */
export type Alert = {
  name: string
  expr: string
  /** For how long the query has to hold: `for` in Prometheus, such as `15m`. */
  lasting: string
  severity: Severity
  summary: string
  description: string
  /** The page in docs/runbooks, without `.md`. */
  runbook: string
  /**
   * If the alert has the label `reason`: the reasons that it can have. The alert and its runbook
   * page say what to do about each, in the words of the catalogue.
   */
  reasons?: readonly Reason[]
}

/** A rule in the form of Prometheus. */
export type PrometheusRule =
  | RecordingRule
  | {
      alert: string
      expr: string
      for: string
      labels: { severity: Severity }
      annotations: Record<string, string>
    }

/** Joins the lines of a query that is written over several lines. */
export function query(...lines: readonly string[]): string {
  return lines.join('\n')
}
