import { metric, quantile, type RowSpec } from './panel.ts'

const calls = `${metric('aws_call_duration_seconds')}_count`
const perSecond = metric('aws_budget_calls_per_second')

/** Calls to AWS, and the budgets and quotas that they have to keep. */
export const awsRow: RowSpec = {
  title: 'AWS',
  panels: [
    {
      title: 'Calls by operation',
      description: 'Calls that were sent, whatever AWS answered.',
      kind: 'stacked',
      unit: 'reqps',
      width: 12,
      queries: [
        {
          expr: `sum by (service, operation) (rate(${calls}[$__rate_interval]))`,
          legend: '{{ service }} {{ operation }}'
        }
      ]
    },
    {
      title: 'Calls that failed',
      description: 'By what AWS answered. notFound is often expected.',
      kind: 'stacked',
      unit: 'reqps',
      width: 12,
      queries: [
        {
          expr:
            'sum by (service, operation, result) (' +
            `rate(${calls}{result!="success"}[$__rate_interval]))`,
          legend: '{{ service }} {{ operation }}: {{ result }}',
          emptyBecause: 'no call has failed'
        }
      ]
    },
    {
      title: 'Time of 95 % of the calls',
      description: 'From the moment when a call was sent.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: [
        {
          expr: quantile(0.95, 'aws_call_duration_seconds', 'service operation'),
          legend: '{{ service }} {{ operation }}'
        }
      ]
    },
    {
      title: 'Budget used',
      description: 'The calls of each second, of those that the hooks allow themselves.',
      kind: 'lines',
      unit: 'percentunit',
      width: 12,
      threshold: { value: 0.9, isBad: 'above' },
      queries: [
        {
          expr:
            `sum by (operation, region) (rate(${calls}{service="acm"}[$__rate_interval])) / ` +
            `max by (operation, region) (${perSecond}{service="acm"})`,
          legend: 'acm {{ operation }} {{ region }}'
        },
        {
          expr:
            `sum by (region) (rate(${calls}{service="route53"}[$__rate_interval])) / ` +
            `max by (region) (${perSecond}{service="route53"})`,
          legend: 'route53'
        }
      ]
    },
    {
      title: 'Calls that wait for the budget',
      description: 'Calls in line, and claims that were told to come back.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (service, operation) (${metric('aws_budget_waiting_calls')})`,
          legend: '{{ service }} {{ operation }}'
        }
      ]
    },
    {
      title: 'Wait for the budget (95 %)',
      description: 'Of the calls that were sent.',
      kind: 'lines',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: quantile(0.95, 'aws_budget_wait_seconds', 'service operation'),
          legend: '{{ service }} {{ operation }}'
        }
      ]
    },
    {
      title: 'Budget left',
      description: 'How many calls could be sent at once.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `min by (service, operation) (${metric('aws_budget_left_calls')})`,
          legend: '{{ service }} {{ operation }}'
        }
      ]
    },
    {
      title: "ACM's year used",
      description: 'Certificates of 365 days. At 80 % the hooks request no more.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      threshold: { value: 0.7, isBad: 'above' },
      queries: [
        {
          expr:
            `max by (region) (${metric('acm_year_requested_certificates')}) / ` +
            `max by (region) (${metric('acm_year_limit_certificates')})`,
          legend: '{{ region }}'
        }
      ]
    },
    {
      title: 'Changes in a batch to Route 53',
      description: 'Mean number of changes that went to Route 53 in one call.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr:
            `sum(rate(${metric('route53_batch_changes')}_sum[$__rate_interval])) / ` +
            `(sum(rate(${metric('route53_batch_changes')}_count[$__rate_interval])) > 0)`,
          legend: 'changes',
          emptyBecause: 'nothing was changed in this time'
        }
      ]
    },
    {
      title: 'Age of listings',
      description: 'Certificates by region, records by hosted zone.',
      kind: 'lines',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `time() - max by (region) (${metric('certificate_listing_timestamp_seconds')})`,
          legend: '{{ region }}'
        },
        {
          expr: `time() - max by (zone) (${metric('zone_reading_timestamp_seconds')})`,
          legend: '{{ zone }}'
        }
      ]
    }
  ]
}
