import { counter, gauge, histogram } from './definition.ts'

/** The build, and the hooks that Metacontroller calls. */
export const hookMetrics = {
  build: gauge('build_info', 'The version of the hooks and of Node. The value is always 1.', {
    labels: ['version', 'node_version']
  }),
  duration: histogram(
    'hook_duration_seconds',
    'How long a hook took. outcome: answered, unchanged (429, nothing new), busy (429, an ' +
      'earlier request for the same claim runs), refused (the request lacks objects), failed, ' +
      'dry_run.',
    {
      labels: ['controller', 'hook', 'outcome'],
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
      absent: 'until the hook was called'
    }
  ),
  responses: counter(
    'hook_responses_total',
    'HTTP responses of the hooks, by status. 401: a wrong token; 400: not a hook request.',
    { labels: ['controller', 'hook', 'code'], absent: 'until the hook was called' }
  ),
  lastRequest: gauge(
    'hook_last_request_timestamp_seconds',
    'When Metacontroller last called a hook of this controller.',
    { labels: ['controller'], absent: 'until Metacontroller has called since the start' }
  )
} as const
