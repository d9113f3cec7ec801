import { oneOf, teamReasons } from '../reasons.ts'
import { readyWithinSeconds } from '../recording-rules.ts'
import { mean, metric, quantile, type RowSpec } from './panel.ts'

const ofPool = '{pool=~"$pool"}'
const requests = metric('pool_requests')
const ready = metric('request_ready_seconds')
const noneIsReady = 'no request has become Ready in this time'

/** What users notice: whether hostnames work, and how long they take. */
export const serviceLevelRow: RowSpec = {
  title: 'Service level',
  panels: [
    {
      title: 'Share Ready',
      description: 'Of all requests but those that wait for their own team.',
      kind: 'stat',
      unit: 'percentunit',
      width: 4,
      threshold: { value: 0.99, isBad: 'below' },
      queries: [
        {
          expr:
            `sum(${requests}{pool=~"$pool",ready="True"}) / ` +
            `sum(${requests}{pool=~"$pool",reason!~"${oneOf(teamReasons)}"})`,
          legend: 'Ready'
        }
      ]
    },
    {
      title: `Ready within ${readyWithinSeconds / 60} minutes`,
      description: 'Of the requests that became Ready for the first time.',
      kind: 'stat',
      unit: 'percentunit',
      width: 4,
      threshold: { value: 0.9, isBad: 'below' },
      queries: [
        {
          expr:
            `sum(increase(${ready}_bucket{pool=~"$pool",le="${readyWithinSeconds}"}[$__range])) ` +
            `/ sum(increase(${ready}_count${ofPool}[$__range]))`,
          legend: 'in time',
          emptyBecause: noneIsReady
        }
      ]
    },
    {
      title: 'Hostnames',
      description: 'All hostnames of the pools, including released ones.',
      kind: 'stat',
      unit: 'short',
      width: 4,
      queries: [{ expr: `sum(${metric('pool_hostnames')}${ofPool})`, legend: 'hostnames' }]
    },
    {
      title: 'Time to Ready',
      description: 'From the creation of a request until it was Ready for the first time.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: [0.5, 0.9, 0.99].map(share => ({
        expr: quantile(share, 'request_ready_seconds', '', ofPool),
        legend: `${share * 100} %`,
        emptyBecause: noneIsReady
      }))
    },
    {
      title: 'Requests that are not Ready, by reason',
      description: 'The reason is that of the condition Ready.',
      kind: 'stacked',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `sum by (reason) (${requests}{pool=~"$pool",ready!="True"})`,
          legend: '{{ reason }}',
          emptyBecause: 'all requests are Ready'
        }
      ]
    },
    {
      title: 'Not Ready for how long',
      description: 'The request that has waited longest, by reason.',
      kind: 'lines',
      unit: 's',
      width: 12,
      queries: [
        {
          expr:
            'max by (reason) (time() - ' +
            `${metric('pool_not_ready_since_timestamp_seconds')}${ofPool})`,
          legend: '{{ reason }}',
          emptyBecause: 'all requests are Ready'
        }
      ]
    }
  ]
}

/** Where requests are on their way to Ready. */
export const pipelineRow: RowSpec = {
  title: 'The way to Ready, step by step',
  panels: [
    {
      title: 'Mean time of each step',
      description: 'Of the requests that became Ready in the time that the dashboard shows.',
      kind: 'stacked',
      unit: 's',
      width: 12,
      queries: [
        {
          expr: mean('request_step_seconds', 'step'),
          legend: '{{ step }}',
          emptyBecause: noneIsReady
        }
      ]
    },
    {
      title: 'Claims that wait, by step and reason',
      description: 'Conditions of claims that are not True, without Ready.',
      kind: 'stacked',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr:
            'sum by (condition, reason) (' +
            `${metric('pool_claims')}{pool=~"$pool",condition!="Ready",status!="True",` +
            'reason!="WaitingForEarlierStep"})',
          legend: '{{ condition }}: {{ reason }}',
          emptyBecause: 'no claim waits'
        }
      ]
    },
    {
      title: 'Claims whose step is done',
      description: 'Conditions of claims that are True.',
      kind: 'lines',
      unit: 'short',
      width: 12,
      queries: [
        {
          expr: `sum by (condition) (${metric('pool_claims')}{pool=~"$pool",status="True"})`,
          legend: '{{ condition }}'
        }
      ]
    },
    {
      title: 'Requests without an answer',
      description: 'Requests whose pool does not exist, or is not synced.',
      kind: 'lines',
      unit: 'short',
      width: 12,
      queries: [{ expr: `sum(${metric('unanswered_requests')})`, legend: 'requests' }]
    }
  ]
}
