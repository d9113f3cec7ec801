import { counter, gauge, histogram } from './definition.ts'

/** 5 s to a day. With the times of AWS, a hostname usually needs two to six minutes. */
const buckets = [5, 15, 30, 60, 120, 180, 300, 420, 600, 900, 1800, 3600, 14_400, 86_400]
const kind = ['kind'] as const

/** What becomes of requests and claims over time. */
export const requestMetrics = {
  ready: histogram(
    'request_ready_seconds',
    'From the creation of a request until it was Ready for the first time.',
    {
      labels: ['pool'],
      buckets,
      absent: 'until a request has become Ready, and when its pool is gone'
    }
  ),
  step: histogram(
    'request_step_seconds',
    'How long each step took of a request that has become Ready for the first time: from the end ' +
      'of the steps before it.',
    { labels: ['step'], buckets, absent: 'until a request has become Ready' }
  ),
  unanswered: gauge(
    'unanswered_requests',
    'Requests whose pool does not answer, for example because it does not exist.',
    { absent: 'until a request was synced since the start' }
  ),
  driftFound: counter(
    'drift_found_total',
    'How often records of a claim were found changed or deleted by others, or with records of ' +
      'others beside them. kind: alias or validation_record.',
    { labels: kind }
  ),
  driftRepaired: counter(
    'drift_repaired_total',
    'How often such records were in order again. kind: alias or validation_record.',
    { labels: kind }
  )
} as const
