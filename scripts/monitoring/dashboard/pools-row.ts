import { metric, type RowSpec } from './panel.ts'

const ofPool = '{pool=~"$pool"}'

/** Pools: room, Gateways, certificates, and what they hold back or refuse. */
export const poolsRow: RowSpec = {
  title: 'Pools',
  panels: [
    {
      title: 'Hostnames, room and waiting requests',
      description: 'By pool.',
      kind: 'lines',
      unit: 'short',
      width: 12,
      queries: [
        { expr: `sum by (pool) (${metric('pool_hostnames')}${ofPool})`, legend: '{{ pool }}' },
        {
          expr: `sum by (pool) (${metric('pool_free_hostnames')}${ofPool})`,
          legend: '{{ pool }}: free'
        },
        {
          expr: `sum by (pool) (${metric('pool_waiting_requests')}${ofPool})`,
          legend: '{{ pool }}: waiting'
        }
      ]
    },
    {
      title: 'Refused requests, by reason',
      description: 'Requests that wait for their own team, or for room.',
      kind: 'stacked',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `sum by (pool, reason) (${metric('pool_refused_requests')}${ofPool})`,
          legend: '{{ pool }}: {{ reason }}',
          emptyBecause: 'no request is refused'
        }
      ]
    },
    {
      title: 'Gateways by state',
      description: 'Ready, or the reason why the Gateway is not ready.',
      kind: 'stacked',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (state) (${metric('pool_gateways')}${ofPool})`,
          legend: '{{ state }}'
        }
      ]
    },
    {
      title: 'Certificates on each Gateway, of its limit',
      description: 'The limit is capacity.maxHostnamesPerGateway of the pool.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      queries: [
        {
          expr:
            `max by (pool, gateway) (${metric('gateway_certificates')}${ofPool}) / ` +
            `max by (pool, gateway) (${metric('gateway_limit_hostnames')}${ofPool})`,
          legend: '{{ gateway }}'
        }
      ]
    },
    {
      title: 'Routes on each Gateway',
      description: 'Each needs one rule or more of the load balancer, which has 100 by default.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      threshold: { value: 90, isBad: 'above' },
      queries: [
        {
          expr: `max by (pool, gateway) (${metric('gateway_attached_routes')}${ofPool})`,
          legend: '{{ gateway }}'
        }
      ]
    },
    {
      title: 'Certificates by days to their end',
      description: 'ACM begins to renew a certificate 60 days before its end.',
      kind: 'stacked',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (days_left) (${metric('pool_certificates')}${ofPool})`,
          legend: '{{ days_left }} days'
        }
      ]
    },
    {
      title: 'First end of a certificate',
      description: 'How long the first certificate of each pool is still valid.',
      kind: 'lines',
      unit: 's',
      width: 8,
      threshold: { value: 7 * 86_400, isBad: 'below' },
      queries: [
        {
          expr:
            'min by (pool) (' +
            `${metric('pool_first_certificate_expiry_timestamp_seconds')}${ofPool}) - time()`,
          legend: '{{ pool }}'
        }
      ]
    },
    {
      title: 'What needs a person',
      description: 'Renewals that are overdue or fail, and deletions that are held back.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      threshold: { value: 1, isBad: 'above' },
      queries: [
        {
          expr: `sum by (reason) (${metric('pool_overdue_renewals')}${ofPool})`,
          legend: '{{ reason }}'
        },
        {
          expr: `sum by (pool) (${metric('pool_held_back_hostnames')}${ofPool})`,
          legend: '{{ pool }}: held back'
        }
      ]
    },
    {
      title: 'Conditions of pools that are not as they should be',
      description: 'Accepted, GatewaysReady, CapacityAvailable and Ready that are False.',
      kind: 'stacked',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr:
            'sum by (pool, condition, reason) (' +
            `${metric('pool_condition')}{pool=~"$pool",status="False"})`,
          legend: '{{ pool }} {{ condition }}: {{ reason }}',
          emptyBecause: 'all pools are Ready'
        }
      ]
    },
    {
      title: 'Records in each hosted zone',
      description: 'A hosted zone may have 10,000 records by default.',
      kind: 'lines',
      unit: 'short',
      width: 12,
      threshold: { value: 9000, isBad: 'above' },
      queries: [{ expr: `max by (zone) (${metric('zone_records')})`, legend: '{{ zone }}' }]
    }
  ]
}
