import { oneOf, teamReasons } from './reasons.ts'
import { query, type RecordingRule } from './rule.ts'

const requests = 'gateway_orchestrator_pool_requests'
const ready = 'gateway_orchestrator_request_ready_seconds'

/**
 * Within how many seconds a new hostname is meant to be Ready: the aim of the dashboard and of the
 * alert HostnamesSlow. It has to be a bucket of `request_ready_seconds`
 * (hooks/metrics/catalogue/requests.ts), because only buckets can be counted.
 */
export const readyWithinSeconds = 600

/**
 * The queries that dashboards and alerts share. Requests that wait for their own team are left out
 * of the share that is Ready: the platform can do nothing about them.
 */
export const recordingRules: readonly RecordingRule[] = [
  {
    record: 'gateway_orchestrator:requests_ready:ratio',
    expr: query(
      `sum by (pool) (${requests}{ready="True"})`,
      `/ sum by (pool) (${requests}{reason!~"${oneOf(teamReasons)}"})`
    )
  },
  {
    record: 'gateway_orchestrator:requests_ready_in_time:ratio_increase1d',
    expr: query(
      `sum by (pool) (increase(${ready}_bucket{le="${readyWithinSeconds}"}[1d]))`,
      `/ (sum by (pool) (increase(${ready}_count[1d])) > 0)`
    )
  },
  {
    record: 'gateway_orchestrator:aws_calls:rate5m',
    expr: query(
      'sum by (service, operation, region, result) (',
      '  rate(gateway_orchestrator_aws_call_duration_seconds_count[5m])',
      ')'
    )
  },
  {
    record: 'gateway_orchestrator:acm_budget_used:ratio_rate5m',
    expr: query(
      'sum by (service, operation, region) (',
      '  rate(gateway_orchestrator_aws_call_duration_seconds_count{service="acm"}[5m])',
      ')',
      '/ max by (service, operation, region) (',
      '  gateway_orchestrator_aws_budget_calls_per_second{service="acm"}',
      ')'
    )
  },
  {
    record: 'gateway_orchestrator:route53_budget_used:ratio_rate5m',
    expr: query(
      'sum by (service, region) (',
      '  rate(gateway_orchestrator_aws_call_duration_seconds_count{service="route53"}[5m])',
      ')',
      '/ max by (service, region) (',
      '  gateway_orchestrator_aws_budget_calls_per_second{service="route53"}',
      ')'
    )
  },
  {
    record: 'gateway_orchestrator:hook_responses_failed:rate5m',
    expr: query(
      'sum by (controller, hook, code) (',
      '  rate(gateway_orchestrator_hook_responses_total{code!~"200|429"}[5m])',
      ')'
    )
  }
]
