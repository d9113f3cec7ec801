import { askingReasons } from '../reasons.ts'
import { type Alert, query } from '../rule.ts'

/** Alerts about pools, their Gateways and their hosted zones. */
export const poolAlerts: readonly Alert[] = [
  {
    name: 'GatewayOrchestratorPoolNotReady',
    expr: query(
      'gateway_orchestrator_pool_condition{',
      '  condition="Ready",status="False",reason!~"DeletionBraked|PoolFull|Deleting"',
      '} == 1'
    ),
    lasting: '15m',
    severity: 'warning',
    summary: 'Pool {{ $labels.pool }} is not Ready: {{ $labels.reason }}',
    description: '`kubectl describe gwpool {{ $labels.pool }}` shows the message.',
    runbook: 'pool-not-ready',
    // Pools also have reasons that wait for a team, such as a Service that cannot be reached.
    reasons: askingReasons
  },
  {
    name: 'GatewayOrchestratorDeletionsHeldBack',
    expr: 'gateway_orchestrator_pool_held_back_hostnames > 0',
    lasting: '1m',
    severity: 'critical',
    summary: 'Pool {{ $labels.pool }} holds back the deletion of {{ $value }} hostnames',
    description:
      'Many hostnames lost their requests within an hour. They keep working until a person says ' +
      'that this was meant.',
    runbook: 'deletions-held-back'
  },
  {
    name: 'GatewayOrchestratorPoolNearlyFull',
    expr: query(
      'gateway_orchestrator_pool_free_hostnames',
      '/ (gateway_orchestrator_pool_free_hostnames + gateway_orchestrator_pool_hostnames)',
      '< 0.1'
    ),
    lasting: '15m',
    severity: 'warning',
    summary: 'Pool {{ $labels.pool }} has {{ $value | humanizePercentage }} of its room left',
    description: 'When the pool is full, new requests wait with the reason PoolFull.',
    runbook: 'pool-nearly-full'
  },
  {
    name: 'GatewayOrchestratorGatewayRulesNearlyUsed',
    expr: 'gateway_orchestrator_gateway_attached_routes > 90',
    lasting: '15m',
    severity: 'warning',
    summary: 'Gateway {{ $labels.gateway }} has {{ $value }} routes',
    description:
      'Each route needs one rule of the load balancer or more, and a load balancer has 100 rules ' +
      'by default. If they do not suffice, its controller refuses all changes of the load balancer.',
    runbook: 'gateway-rules-nearly-used'
  },
  {
    name: 'GatewayOrchestratorZoneNearlyFull',
    expr: 'gateway_orchestrator_zone_records > 9000',
    lasting: '15m',
    severity: 'warning',
    summary: 'Hosted zone {{ $labels.zone }} has {{ $value }} records',
    description:
      'A hosted zone may have 10,000 records unless AWS has raised the quota. A hostname needs ' +
      'up to four.',
    runbook: 'zone-nearly-full'
  }
]
