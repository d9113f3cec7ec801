/**
 * Ready claims look at AWS together, at fixed times of the clock, so that one listing of each zone
 * and of the certificates serves them all. A page of a listing costs one call. In an hour there are
 * as many looks as fit into so many calls. See docs/decisions/21-when-a-ready-claim-looks-again.md.
 */
const callsAnHour = 44

/** Looks in an hour: with listings of so few pages that more would fit, and of any size. */
const looksAnHour = { most: 8, least: 2 }

const hourMs = 3600_000

/**
 * Time (ms) between two looks of a Ready claim.
 * @param pages the pages of all listings that a look may need; absent when they are not known
 */
export function lookPeriod(pages = Number.POSITIVE_INFINITY): number {
  const affordable = Math.floor(callsAnHour / Math.max(1, pages))
  const looks = Math.min(looksAnHour.most, Math.max(looksAnHour.least, affordable))
  return Math.floor(hourMs / looks)
}

/** The last time (ms) at which Ready claims looked. What was seen since is new enough for them. */
export function lastLookTime(now: number, pages?: number): number {
  const period = lookPeriod(pages)
  return Math.floor(now / period) * period
}

/** Whole seconds until Ready claims look again. They come a moment after the time of the look. */
export function untilNextLook(now: number, pages?: number): number {
  const next = lastLookTime(now, pages) + lookPeriod(pages)
  return Math.ceil((next - now) / 1000) + 1
}
