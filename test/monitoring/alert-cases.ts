import type { Reason } from '../../hooks/conditions/reasons.ts'

/** Series of a unit test: name with labels → values, as promtool writes them. One value a minute. */
export type Series = Record<string, string>

/** A state of the world in which an alert fires, and one in which it does not. */
export type AlertCase = {
  alert: string
  fires: Series
  quiet: Series
  /** Minutes after the start at which the alert is looked at. */
  at: number
  /** The labels of the alert, without its severity. */
  labels?: Record<string, string>
  /** The value, as the annotations show it. */
  value?: string
}

const prefix = 'gateway_orchestrator_'
const since = `${prefix}pool_not_ready_since_timestamp_seconds`
const calls = `${prefix}aws_call_duration_seconds_count`
const synced = `${prefix}pool_last_sync_timestamp_seconds`
const build = `${prefix}build_info`
const day = 86_400

/** A hostname that is stuck for a reason, since the start of the test. */
function stuck(alert: string, reason: Reason): AlertCase {
  const series = `${since}{pool="default",reason="${reason}"}`
  const labels = { pool: 'default', reason }
  return {
    alert,
    fires: { [series]: '0x80' },
    // Each request waits for a minute only, but there is always one.
    quiet: { [series]: '0+60x80' },
    at: 70,
    labels,
    value: '1h 10m 0s'
  }
}

/** Calls of RequestCertificate with a result, at so many a minute. */
function acm(result: string, perMinute: number): Series {
  const labels = 'service="acm",operation="RequestCertificate",account="1",region="eu-west-1"'
  return { [`${calls}{${labels},result="${result}"}`]: `0+${perMinute}x60` }
}
const operation = { service: 'acm', operation: 'RequestCertificate', region: 'eu-west-1' }

/** The kinds of stuck hostnames that a platform team meets. */
const platformKinds: readonly Reason[] = [
  // The domain is not delegated to its zone.
  'ValidationPending',
  // A CAA record forbids the certificate, or ACM fails otherwise.
  'CertificateFailed',
  'AWSQuotaExceeded',
  // The load balancer controller is down, or its class is missing.
  'GatewayClassMissing',
  'WaitingForGateway',
  'PoolFull',
  'ForeignRecord',
  'AWSNoCredentials'
]
const teamKinds: readonly Reason[] = ['HostnameTaken', 'DomainNotAllowed', 'RouteRejected']

const hostnameCases: readonly AlertCase[] = [
  ...platformKinds.map(reason => stuck('GatewayOrchestratorHostnameStuck', reason)),
  ...teamKinds.map(reason => stuck('GatewayOrchestratorRequestWaitsForTeam', reason)),
  {
    alert: 'GatewayOrchestratorRequestsUnanswered',
    fires: { [`${prefix}unanswered_requests`]: '2x30' },
    quiet: { [`${prefix}unanswered_requests`]: '0x30' },
    at: 20,
    value: '2'
  },
  {
    alert: 'GatewayOrchestratorHostnamesSlow',
    fires: {
      [`${prefix}request_ready_seconds_bucket{pool="default",le="600"}`]: '0+1x120',
      [`${prefix}request_ready_seconds_count{pool="default"}`]: '0+2x120'
    },
    quiet: {
      [`${prefix}request_ready_seconds_bucket{pool="default",le="600"}`]: '0+2x120',
      [`${prefix}request_ready_seconds_count{pool="default"}`]: '0+2x120'
    },
    at: 100,
    labels: { pool: 'default' },
    value: '50%'
  },
  {
    alert: 'GatewayOrchestratorRenewalOverdue',
    fires: { [`${prefix}pool_overdue_renewals{pool="default",reason="RenewalOverdue"}`]: '3x90' },
    quiet: { [`${prefix}pool_overdue_renewals{pool="default",reason="RenewalOverdue"}`]: '0x90' },
    at: 70,
    labels: { pool: 'default', reason: 'RenewalOverdue' },
    value: '3'
  },
  {
    alert: 'GatewayOrchestratorCertificateEndsSoon',
    fires: {
      [`${prefix}pool_first_certificate_expiry_timestamp_seconds{pool="default"}`]: `${2 * day}x60`
    },
    quiet: {
      [`${prefix}pool_first_certificate_expiry_timestamp_seconds{pool="default"}`]: `${40 * day}x60`
    },
    at: 60,
    labels: { pool: 'default' },
    value: '1d 23h 0m 0s'
  },
  {
    alert: 'GatewayOrchestratorRecordsKeepChanging',
    fires: { [`${prefix}drift_found_total{kind="alias"}`]: '0+0.1x120' },
    quiet: { [`${prefix}drift_found_total{kind="alias"}`]: '0 1x119' },
    at: 110,
    labels: { kind: 'alias' },
    value: '6'
  }
]

const condition = (status: string, reason: Reason) =>
  `${prefix}pool_condition{pool="default",condition="Ready",status="${status}",reason="${reason}"}`

const poolCases: readonly AlertCase[] = [
  {
    alert: 'GatewayOrchestratorPoolNotReady',
    fires: { [condition('False', 'GatewayClassMissing')]: '1x30' },
    quiet: { [condition('True', 'Ready')]: '1x30', [condition('False', 'DeletionBraked')]: '1x30' },
    at: 20,
    labels: {
      pool: 'default',
      condition: 'Ready',
      status: 'False',
      reason: 'GatewayClassMissing'
    }
  },
  {
    alert: 'GatewayOrchestratorDeletionsHeldBack',
    fires: { [`${prefix}pool_held_back_hostnames{pool="default"}`]: '12x10' },
    quiet: { [`${prefix}pool_held_back_hostnames{pool="default"}`]: '0x10' },
    at: 5,
    labels: { pool: 'default' },
    value: '12'
  },
  {
    alert: 'GatewayOrchestratorPoolNearlyFull',
    fires: {
      [`${prefix}pool_free_hostnames{pool="default"}`]: '5x30',
      [`${prefix}pool_hostnames{pool="default"}`]: '95x30'
    },
    quiet: {
      [`${prefix}pool_free_hostnames{pool="default"}`]: '50x30',
      [`${prefix}pool_hostnames{pool="default"}`]: '50x30'
    },
    at: 20,
    labels: { pool: 'default' },
    value: '5%'
  },
  {
    alert: 'GatewayOrchestratorGatewayRulesNearlyUsed',
    fires: { [`${prefix}gateway_attached_routes{pool="default",gateway="default-1"}`]: '95x30' },
    quiet: { [`${prefix}gateway_attached_routes{pool="default",gateway="default-1"}`]: '80x30' },
    at: 20,
    labels: { pool: 'default', gateway: 'default-1' },
    value: '95'
  },
  {
    alert: 'GatewayOrchestratorZoneNearlyFull',
    fires: { [`${prefix}zone_records{zone="Z1"}`]: '9500x30' },
    quiet: { [`${prefix}zone_records{zone="Z1"}`]: '900x30' },
    at: 20,
    labels: { zone: 'Z1' },
    value: '9500'
  }
]

const awsCases: readonly AlertCase[] = [
  {
    alert: 'GatewayOrchestratorAWSDenied',
    fires: acm('denied', 1),
    quiet: acm('success', 1),
    at: 40,
    labels: { ...operation, account: '1' }
  },
  {
    alert: 'GatewayOrchestratorAWSThrottled',
    fires: { ...acm('throttled', 1), ...acm('success', 3) },
    quiet: { ...acm('throttled', 1), ...acm('success', 99) },
    at: 40,
    labels: operation,
    value: '25%'
  },
  {
    alert: 'GatewayOrchestratorAWSFailing',
    fires: { ...acm('unavailable', 3), ...acm('success', 1) },
    quiet: { ...acm('unavailable', 1), ...acm('success', 3) },
    at: 40,
    labels: operation
  },
  {
    alert: 'GatewayOrchestratorACMYearNearlyUsed',
    fires: {
      [`${prefix}acm_year_requested_certificates{region="eu-west-1"}`]: '3750x30',
      [`${prefix}acm_year_limit_certificates{region="eu-west-1"}`]: '5000x30'
    },
    quiet: {
      [`${prefix}acm_year_requested_certificates{region="eu-west-1"}`]: '375x30',
      [`${prefix}acm_year_limit_certificates{region="eu-west-1"}`]: '5000x30'
    },
    at: 20,
    labels: { region: 'eu-west-1' },
    value: '75%'
  },
  {
    alert: 'GatewayOrchestratorAWSBacklog',
    fires: {
      [`${prefix}aws_budget_waiting_calls{service="route53",operation="",region="eu-west-1"}`]:
        '150x60'
    },
    quiet: {
      [`${prefix}aws_budget_waiting_calls{service="route53",operation="",region="eu-west-1"}`]:
        '150x10 0x50'
    },
    at: 40,
    labels: { service: 'route53', region: 'eu-west-1' },
    value: '150'
  }
]

const process = 'job="hooks",instance="10.0.0.1:9090"'
const response = (code: string) =>
  `${prefix}hook_responses_total{controller="domain-claim",hook="sync",code="${code}"}`

const hookCases: readonly AlertCase[] = [
  { alert: 'GatewayOrchestratorDown', fires: { up: '0x30' }, quiet: { [build]: '1x30' }, at: 20 },
  {
    alert: 'GatewayOrchestratorHooksFailing',
    fires: { [response('401')]: '0+1x30', [response('200')]: '0+9x30' },
    quiet: { [response('200')]: '0+1x30', [response('429')]: '0+1x30' },
    at: 20,
    labels: { controller: 'domain-claim', hook: 'sync', code: '401' }
  },
  {
    alert: 'GatewayOrchestratorPoolNotSynced',
    fires: { [`${synced}{pool="default"}`]: '0x60' },
    quiet: { [`${synced}{pool="default"}`]: '0+60x60' },
    at: 30,
    labels: { pool: 'default' },
    value: '30m 0s'
  },
  {
    alert: 'GatewayOrchestratorNothingSynced',
    fires: {
      [`${build}{${process}}`]: '1x60',
      [`${synced}{${process},pool="default"}`]: '0x10 stale'
    },
    // A new installation, in which nobody has made a pool yet.
    quiet: { [`${build}{${process}}`]: '1x60' },
    at: 40,
    labels: { job: 'hooks', instance: '10.0.0.1:9090' }
  }
]

/** A case for each alert, and more for the alerts about reasons. */
export const alertCases: readonly AlertCase[] = [
  ...hostnameCases,
  ...poolCases,
  ...awsCases,
  ...hookCases
]
