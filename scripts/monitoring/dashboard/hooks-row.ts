import { metric, quantile, type RowSpec } from './panel.ts'

const build = metric('build_info')
const lastRequest = metric('hook_last_request_timestamp_seconds')

/** The hooks themselves, and Metacontroller, which calls them. */
export const hooksRow: RowSpec = {
  title: 'Hooks and errors',
  panels: [
    {
      title: 'Calls of hooks, by outcome',
      description: 'unchanged and busy are answers with status 429, which are no errors.',
      kind: 'stacked',
      unit: 'reqps',
      width: 8,
      queries: [
        {
          expr:
            'sum by (controller, outcome) (' +
            `rate(${metric('hook_duration_seconds')}_count[$__rate_interval]))`,
          legend: '{{ controller }}: {{ outcome }}'
        }
      ]
    },
    {
      title: 'Time of 95 % of the hooks',
      description: 'Metacontroller gives up after 30 s.',
      kind: 'lines',
      unit: 's',
      width: 8,
      threshold: { value: 20, isBad: 'above' },
      queries: [
        {
          expr: quantile(0.95, 'hook_duration_seconds', 'controller hook'),
          legend: '{{ controller }}/{{ hook }}'
        }
      ]
    },
    {
      title: 'Errors of hooks',
      description: 'By HTTP status: 401 is a wrong token, 500 a fault of the hooks.',
      kind: 'stacked',
      unit: 'reqps',
      width: 8,
      queries: [
        {
          expr:
            'sum by (controller, hook, code) (' +
            `rate(${metric('hook_responses_total')}{code!~"200|429"}[$__rate_interval]))`,
          legend: '{{ controller }}/{{ hook }}: {{ code }}',
          emptyBecause: 'no hook has failed'
        }
      ]
    },
    {
      title: 'Last sync of each pool',
      description: 'How long ago Metacontroller asked. A pool is synced every five minutes.',
      kind: 'lines',
      unit: 's',
      width: 8,
      threshold: { value: 900, isBad: 'above' },
      queries: [
        {
          expr:
            'time() - max by (pool) (' +
            `${metric('pool_last_sync_timestamp_seconds')}{pool=~"$pool"})`,
          legend: '{{ pool }}'
        },
        {
          expr: `time() - max by (controller) (${lastRequest})`,
          legend: 'any {{ controller }}'
        }
      ]
    },
    {
      title: 'Drift found and repaired',
      description: 'Records that others have changed or deleted.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (kind) (increase(${metric('drift_found_total')}[$__range]))`,
          legend: '{{ kind }}: found'
        },
        {
          expr: `sum by (kind) (increase(${metric('drift_repaired_total')}[$__range]))`,
          legend: '{{ kind }}: repaired'
        }
      ]
    },
    {
      title: 'New children in an answer of a pool',
      description: 'Mean number. An answer has 50 at most.',
      kind: 'lines',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr:
            `sum(rate(${metric('pool_batch_children')}_sum[$__rate_interval])) / ` +
            `(sum(rate(${metric('pool_batch_children')}_count[$__rate_interval])) > 0)`,
          legend: 'children',
          emptyBecause: 'no pool has answered anything new in this time'
        }
      ]
    },
    {
      title: 'Memory',
      description: 'Of the process of the hooks.',
      kind: 'lines',
      unit: 'bytes',
      width: 8,
      queries: [
        {
          expr: `process_resident_memory_bytes and on (job, instance) ${build}`,
          legend: 'resident'
        },
        { expr: `nodejs_heap_size_used_bytes and on (job, instance) ${build}`, legend: 'heap' }
      ]
    },
    {
      title: 'CPU',
      description: 'Of one core.',
      kind: 'lines',
      unit: 'percentunit',
      width: 8,
      queries: [
        {
          expr: `rate(process_cpu_seconds_total[$__rate_interval]) and on (job, instance) ${build}`,
          legend: 'CPU'
        }
      ]
    },
    {
      title: 'Version',
      description: 'Of the hooks that run.',
      kind: 'stat',
      unit: 'short',
      width: 8,
      queries: [{ expr: `sum by (version) (${build})`, legend: '{{ version }}' }]
    }
  ]
}
