/**
 * Seconds between ticks of the clock. Claims that wait for AWS are synced together at these ticks,
 * so that one listing, one batch of changes and one question about a change serve all of them.
 * A claim that goes waits for two or three answers, one after the other, while its certificate
 * still counts for ACM's quota. So its ticks come twice as often.
 */
export const tickSeconds = { waiting: 5, going: 2.5 }

/**
 * When to ask again, moved to the nearest tick.
 * @param seconds the time after which asking makes sense
 * @param now milliseconds since the epoch
 * @param tick seconds between ticks
 * @returns seconds, at least 1
 */
export function untilTick(seconds: number, now: number, tick = tickSeconds.waiting): number {
  const nearest = Math.round((now / 1000 + seconds) / tick) * tick * 1000
  const isTooSoon = nearest < now + 1000
  const chosen = isTooSoon ? nearest + tick * 1000 : nearest
  return (chosen - now) / 1000
}
