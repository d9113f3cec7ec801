import { counter, gauge, histogram } from './definition.ts'

const operation = ['service', 'operation', 'region'] as const
const untilListed = 'until the first listing since the start has ended'

/** AWS calls, the budgets that they have to keep, and what is known of AWS. */
export const awsMetrics = {
  calls: histogram(
    'aws_call_duration_seconds',
    'AWS calls that were sent, and how long each took. result: success, denied, throttled, ' +
      'unavailable, quota, notFound, inUse, refused or rejected. account is empty if the ' +
      'credentials do not name it.',
    {
      labels: ['service', 'operation', 'account', 'region', 'result'],
      buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      absent: 'until such a call has ended'
    }
  ),
  budgetWait: histogram(
    'aws_budget_wait_seconds',
    'How long AWS calls that were sent waited for the budget that the hooks keep.',
    {
      labels: operation,
      buckets: [0.001, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      absent: 'until such a call was wanted'
    }
  ),
  postponed: counter(
    'aws_calls_postponed_total',
    'AWS calls that were not sent: the budget told the claim to come back, or its time was over.',
    { labels: operation, absent: 'until such a call was postponed' }
  ),
  budgetLeft: gauge(
    'aws_budget_left_calls',
    'How many AWS calls the budget would let pass at once. All of Route 53 has one budget.',
    { labels: operation, absent: 'until such a call was wanted' }
  ),
  budgetRate: gauge(
    'aws_budget_calls_per_second',
    'How many AWS calls a second the budget allows in the long run.',
    { labels: operation, absent: 'until such a call was wanted' }
  ),
  waiting: gauge(
    'aws_budget_waiting_calls',
    'AWS calls that wait for the budget, and claims that it has told to come back.',
    { labels: operation, absent: 'until such a call was wanted' }
  ),
  yearRequested: gauge(
    'acm_year_requested_certificates',
    'Certificates that were requested in the region within 365 days: those that exist, and those ' +
      'that this process saw go.',
    { labels: ['region'], absent: untilListed }
  ),
  yearLimit: gauge(
    'acm_year_limit_certificates',
    'How many certificates the account may request in the region within 365 days ' +
      '(CERTIFICATES_PER_YEAR). The hooks stop at four fifths of it.',
    { labels: ['region'], absent: untilListed }
  ),
  batch: histogram(
    'route53_batch_changes',
    'How many changes of claims went to Route 53 in one batch.',
    { buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500] }
  ),
  listed: gauge(
    'certificate_listing_timestamp_seconds',
    'When the last listing of all certificates in the region began.',
    { labels: ['region'], absent: untilListed }
  ),
  zoneRead: gauge(
    'zone_reading_timestamp_seconds',
    'When the last reading of the whole hosted zone began.',
    { labels: ['zone'], absent: 'until the zone was read since the start' }
  ),
  zoneRecords: gauge(
    'zone_records',
    'How many record sets the hosted zone had when it was last read.',
    {
      labels: ['zone'],
      absent: 'until the zone was read since the start'
    }
  )
} as const
