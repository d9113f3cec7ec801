/**
 * Seconds between ticks of the clock. Claims that wait for AWS are synced together at these ticks,
 * so that one listing, one batch of changes and one question about a change serve all of them.
 * Claims that were just deleted have ticks of their own: what they wait for comes within seconds.
 */
export const tickSeconds = { usual: 5, going: 2 }

/**
 * When to ask again, moved to the nearest tick.
 * @param seconds the time after which asking makes sense
 * @param now milliseconds since the epoch
 * @param every seconds between two ticks
 * @returns seconds, at least 1
 */
export function untilTick(seconds: number, now: number, every = tickSeconds.usual): number {
  const nearest = Math.round((now / 1000 + seconds) / every) * every * 1000
  const isTooSoon = nearest < now + 1000
  const chosen = isTooSoon ? nearest + every * 1000 : nearest
  return (chosen - now) / 1000
}
