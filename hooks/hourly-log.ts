import type { Clock } from './clock.ts'
import type { Log } from './hook.ts'

const hourMs = 3_600_000

/**
 * Warns at most once an hour for each message, and says how often it happened since. Otherwise an
 * API server that refuses all events would fill the log.
 */
export function createHourlyLog(clock: Clock, log: Log) {
  const known = new Map<string, { saidAt: number; times: number }>()
  return (message: string, fields: unknown): void => {
    const { saidAt = Number.NEGATIVE_INFINITY, times = 0 } = known.get(message) ?? {}
    const isDue = clock.now() - saidAt >= hourMs
    known.set(message, isDue ? { saidAt: clock.now(), times: 0 } : { saidAt, times: times + 1 })
    if (isDue) log.warn({ ...Object(fields), times: times + 1 }, message)
  }
}
