import { type Alert, query } from '../rule.ts'

const build = 'gateway_orchestrator_build_info'
const synced = 'gateway_orchestrator_pool_last_sync_timestamp_seconds'

/** Alerts about the hooks themselves, and about Metacontroller, which calls them. */
export const hookAlerts: readonly Alert[] = [
  {
    name: 'GatewayOrchestratorDown',
    expr: `absent(${build})`,
    lasting: '10m',
    severity: 'warning',
    summary: 'Prometheus gets no metrics of the hooks',
    description:
      'The hooks do not run, or Prometheus cannot reach them. Hostnames that are Ready keep ' +
      'working, and nothing changes meanwhile.',
    runbook: 'hooks-down'
  },
  {
    name: 'GatewayOrchestratorHooksFailing',
    expr: 'gateway_orchestrator:hook_responses_failed:rate5m > 0',
    lasting: '10m',
    severity: 'critical',
    summary: 'Hook {{ $labels.controller }}/{{ $labels.hook }} answers {{ $labels.code }}',
    description:
      'Metacontroller changes nothing for an object whose hook fails. 400: not a hook request; ' +
      '401: a wrong token; 413: too large; 500: a fault of the hooks.',
    runbook: 'hooks-failing'
  },
  {
    name: 'GatewayOrchestratorPoolNotSynced',
    expr: `time() - ${synced} > 900`,
    lasting: '5m',
    severity: 'critical',
    summary: 'Metacontroller does not ask about pool {{ $labels.pool }}',
    description:
      'A pool is synced every five minutes, and this one was not for ' +
      '{{ $value | humanizeDuration }}. Hostnames that are Ready keep working; nothing else happens.',
    runbook: 'metacontroller-not-asking'
  },
  {
    name: 'GatewayOrchestratorNothingSynced',
    expr: query(
      `(${build} unless on (job, instance) ${synced})`,
      `and on () (count(max_over_time(${synced}[1d])) > 0)`
    ),
    lasting: '20m',
    severity: 'critical',
    summary: 'Metacontroller has not asked about any pool since the hooks were started',
    description: 'There were pools within the last day, and none was synced since the start.',
    runbook: 'metacontroller-not-asking'
  }
]
