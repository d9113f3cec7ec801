import { oneOf, platformReasons, teamReasons } from '../reasons.ts'
import { readyWithinSeconds } from '../recording-rules.ts'
import { type Alert, query } from '../rule.ts'

const since = 'gateway_orchestrator_pool_not_ready_since_timestamp_seconds'
const team = oneOf(teamReasons)

/** Alerts about hostnames and their certificates. */
export const hostnameAlerts: readonly Alert[] = [
  {
    name: 'GatewayOrchestratorHostnameStuck',
    expr: `time() - ${since}{reason!~"${team}"} > 3600`,
    lasting: '5m',
    severity: 'warning',
    summary: 'A hostname of pool {{ $labels.pool }} is not Ready for an hour: {{ $labels.reason }}',
    description:
      'The request that has waited longest for this reason is not Ready for ' +
      '{{ $value | humanizeDuration }}. `kubectl get ghr -A` shows which requests it is.',
    runbook: 'hostname-stuck',
    reasons: platformReasons
  },
  {
    name: 'GatewayOrchestratorRequestWaitsForTeam',
    expr: `time() - ${since}{reason=~"${team}"} > 3600`,
    lasting: '5m',
    severity: 'info',
    summary: 'A team has to correct its request in pool {{ $labels.pool }}: {{ $labels.reason }}',
    description:
      'The request is not Ready for {{ $value | humanizeDuration }}. It waits for its own team, ' +
      'which finds the reason in the conditions of the request.',
    runbook: 'hostname-stuck',
    reasons: teamReasons
  },
  {
    name: 'GatewayOrchestratorRequestsUnanswered',
    expr: 'gateway_orchestrator_unanswered_requests > 0',
    lasting: '15m',
    severity: 'warning',
    summary: '{{ $value }} requests get no answer from their pool',
    description:
      'They name a pool that does not exist, or the pool is not synced. ' +
      '`kubectl get ghr -A | grep NoAnswerFromPool` shows them.',
    runbook: 'requests-unanswered'
  },
  {
    name: 'GatewayOrchestratorHostnamesSlow',
    expr: 'gateway_orchestrator:requests_ready_in_time:ratio_increase1d < 0.9',
    lasting: '30m',
    severity: 'info',
    summary: 'New hostnames of pool {{ $labels.pool }} are slow',
    description:
      'Of the hostnames that became Ready within a day, {{ $value | humanizePercentage }} were ' +
      `Ready within ${readyWithinSeconds / 60} minutes.`,
    runbook: 'hostnames-slow'
  },
  {
    name: 'GatewayOrchestratorRenewalOverdue',
    expr: 'gateway_orchestrator_pool_overdue_renewals > 0',
    lasting: '1h',
    severity: 'warning',
    summary: 'ACM does not renew {{ $value }} certificates of pool {{ $labels.pool }}',
    description: 'The certificates expire soon. Until then the hostnames work.',
    runbook: 'certificate-not-renewed',
    reasons: ['RenewalOverdue', 'RenewalFailing']
  },
  {
    name: 'GatewayOrchestratorCertificateEndsSoon',
    expr: query(
      'gateway_orchestrator_pool_first_certificate_expiry_timestamp_seconds - time() < 7 * 86400'
    ),
    lasting: '15m',
    severity: 'critical',
    summary: 'A certificate of pool {{ $labels.pool }} ends within a week',
    description:
      'It ends in {{ $value | humanizeDuration }}. ACM begins to renew 60 days before the end, ' +
      'so something prevents the renewal. Browsers refuse the hostname when the certificate has ' +
      'ended.',
    runbook: 'certificate-not-renewed'
  },
  {
    name: 'GatewayOrchestratorRecordsKeepChanging',
    expr: 'sum by (kind) (increase(gateway_orchestrator_drift_found_total[1h])) > 3',
    lasting: '5m',
    severity: 'warning',
    summary: 'Somebody else keeps changing DNS records of hostnames ({{ $labels.kind }})',
    description:
      'Within an hour, records were changed or deleted by others {{ $value | humanize }} times. ' +
      'The hooks write them again, and pause after the third time.',
    runbook: 'records-keep-changing'
  }
]
