import { gauge, histogram } from './definition.ts'

/** docs/metrics.md says above its tables when a pool is unknown. */
const absent = 'pool unknown'
const pool = { labels: ['pool'], absent } as const
const gateway = { labels: ['pool', 'gateway'], absent } as const

/** Pools and what they hold, as their last sync has seen and answered it. */
export const poolMetrics = {
  synced: gauge('pool_last_sync_timestamp_seconds', 'When the pool was last synced.', {
    labels: ['pool'],
    absent: 'until the pool was synced since the start, and when it is gone'
  }),
  condition: gauge(
    'pool_condition',
    'The conditions of the pool. The value is 1 for the status and reason that a condition has.',
    { labels: ['pool', 'condition', 'status', 'reason'], absent }
  ),
  hostnames: gauge(
    'pool_hostnames',
    'How many hostnames the pool holds, including released hostnames.',
    pool
  ),
  waiting: gauge('pool_waiting_requests', 'Admitted requests that have no claim yet.', pool),
  free: gauge('pool_free_hostnames', 'How many more hostnames the pool has room for.', pool),
  heldBack: gauge(
    'pool_held_back_hostnames',
    'Released hostnames that the deletion brake holds back.',
    pool
  ),
  refused: gauge('pool_refused_requests', 'Requests that the pool refuses, by reason.', {
    labels: ['pool', 'reason'],
    absent
  }),
  requests: gauge(
    'pool_requests',
    'Requests of the pool by the status and reason of their condition Ready. Both are empty for ' +
      'a request that has no condition yet.',
    { labels: ['pool', 'ready', 'reason'], absent }
  ),
  notReadySince: gauge(
    'pool_not_ready_since_timestamp_seconds',
    'Since when the request with this reason that has waited longest is not Ready, whatever it ' +
      'waited for before.',
    { labels: ['pool', 'reason'], absent }
  ),
  claims: gauge('pool_claims', 'Claims of the pool by condition, status and reason.', {
    labels: ['pool', 'condition', 'status', 'reason'],
    absent
  }),
  gateways: gauge(
    'pool_gateways',
    'Gateways of the pool by state: Ready, or the reason why a Gateway is not ready.',
    { labels: ['pool', 'state'], absent }
  ),
  gatewayHostnames: gauge('gateway_hostnames', 'Hostnames on the Gateway.', gateway),
  gatewayLimit: gauge(
    'gateway_limit_hostnames',
    'The most hostnames, and with them certificates, on the Gateway ' +
      '(capacity.maxHostnamesPerGateway).',
    gateway
  ),
  gatewayCertificates: gauge(
    'gateway_certificates',
    'Certificates on the load balancer, as its configuration lists them.',
    gateway
  ),
  gatewayRoutes: gauge(
    'gateway_attached_routes',
    'Routes on all listeners of the Gateway, as its controller reports them. Each needs one rule ' +
      'or more of the load balancer, which has 100 by default.',
    { ...gateway, absent: `${absent}; until the controller reports listeners` }
  ),
  certificates: gauge(
    'pool_certificates',
    'Certificates of the pool by the days until they end: expired, 0-7, 7-14, 14-30, 30-45, ' +
      '45-60 or 60+.',
    { labels: ['pool', 'days_left'], absent: `${absent}; until the certificates were listed` }
  ),
  firstExpiry: gauge(
    'pool_first_certificate_expiry_timestamp_seconds',
    'When the first certificate of the pool ends.',
    { ...pool, absent: `${absent}; until the certificates were listed` }
  ),
  renewals: gauge(
    'pool_overdue_renewals',
    'Certificates that ACM has not renewed in time (RenewalOverdue) or cannot renew ' +
      '(RenewalFailing).',
    { labels: ['pool', 'reason'], absent }
  ),
  batch: histogram(
    'pool_batch_children',
    'How many children were new in an answer of a pool. An answer has 50 of them at most.',
    { buckets: [0, 1, 5, 10, 20, 50, 100] }
  )
} as const
