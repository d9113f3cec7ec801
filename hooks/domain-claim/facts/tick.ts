/**
 * Claims that wait for AWS come together at these ticks of the clock (seconds), so that one listing, one
 * batch of changes and one question about a change serve all of them.
 */
const tick = 5

/**
 * When to ask again, moved to the nearest tick.
 * @param seconds after which it would be worth asking @param now (ms) @returns seconds, one at least
 */
export function untilTick(seconds: number, now: number): number {
  const nearest = Math.round((now / 1000 + seconds) / tick) * tick * 1000
  const at = nearest < now + 1000 ? nearest + tick * 1000 : nearest
  return (at - now) / 1000
}
