import { type Alert, query } from '../rule.ts'

const calls = 'gateway_orchestrator_aws_call_duration_seconds_count'

/** Alerts about AWS: permissions, rates and quotas. */
export const awsAlerts: readonly Alert[] = [
  {
    name: 'GatewayOrchestratorAWSDenied',
    expr: query(
      'sum by (service, operation, account, region) (',
      `  increase(${calls}{result="denied"}[15m])`,
      ') > 0'
    ),
    lasting: '10m',
    severity: 'critical',
    summary: 'AWS denies {{ $labels.operation }} of {{ $labels.service }}',
    description:
      'The role of the hooks lacks a permission, has no credentials, or a policy of the ' +
      'organization denies the call. Hostnames that are Ready keep working.',
    runbook: 'aws-denied'
  },
  {
    name: 'GatewayOrchestratorAWSThrottled',
    expr: query(
      'sum by (service, operation, region) (',
      `  rate(${calls}{result="throttled"}[15m])`,
      ')',
      `/ sum by (service, operation, region) (rate(${calls}[15m])) > 0.1`
    ),
    lasting: '15m',
    severity: 'warning',
    summary: 'AWS throttles {{ $labels.operation }} of {{ $labels.service }}',
    description:
      '{{ $value | humanizePercentage }} of the calls are refused, although the hooks stay below ' +
      'the rates of AWS. So somebody else in the account uses them up. Everything takes longer.',
    runbook: 'aws-throttled'
  },
  {
    name: 'GatewayOrchestratorAWSFailing',
    expr: query(
      'sum by (service, operation, region) (',
      `  rate(${calls}{result="unavailable"}[15m])`,
      ')',
      `/ sum by (service, operation, region) (rate(${calls}[15m])) > 0.5`
    ),
    lasting: '15m',
    severity: 'warning',
    summary: 'Most calls of {{ $labels.operation }} to {{ $labels.service }} fail',
    description:
      'AWS does not answer, or answers with errors of its own. Hostnames that are Ready keep ' +
      'working; new ones wait.',
    runbook: 'aws-failing'
  },
  {
    name: 'GatewayOrchestratorACMYearNearlyUsed',
    expr: query(
      'gateway_orchestrator_acm_year_requested_certificates',
      '/ gateway_orchestrator_acm_year_limit_certificates > 0.7'
    ),
    lasting: '15m',
    severity: 'warning',
    summary: 'Most certificates of a year are used in {{ $labels.region }}',
    description:
      '{{ $value | humanizePercentage }} of the certificates that the account may request within ' +
      '365 days were requested. At 80 % the hooks request no more.',
    runbook: 'acm-year-nearly-used'
  },
  {
    name: 'GatewayOrchestratorAWSBacklog',
    expr: 'gateway_orchestrator_aws_budget_waiting_calls > 100',
    lasting: '30m',
    severity: 'info',
    summary: '{{ $value }} calls wait for the budget of {{ $labels.service }}',
    description:
      'More hostnames are made or deleted than the rates of AWS allow at a time. They all get ' +
      'their turn.',
    runbook: 'aws-backlog'
  }
]
