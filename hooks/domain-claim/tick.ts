/**
 * Claims that wait for AWS come together at these ticks of the clock (seconds), so that one listing, one
 * batch of changes and one question about a change serve all of them.
 */
const tick = 5

/**
 * When to ask again, moved on to the next tick.
 * @param seconds after which it would be worth asking @param now (ms) @returns seconds, less than a tick more
 */
export function untilTick(seconds: number, now: number): number {
  const at = now / 1000 + seconds
  return Math.round((Math.ceil(at / tick) * tick - now / 1000) * 1000) / 1000
}
