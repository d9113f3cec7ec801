import type { ListingFigures } from '../../aws/figures.ts'

const dayMs = 86_400_000

/**
 * Bands of days until a certificate ends. ACM begins to renew 60 days before the end, and warns 45
 * days before it. The claim reports a renewal that is overdue 30 days before it.
 */
const bands = [
  { name: 'expired', below: 0 },
  { name: '0-7', below: 7 },
  { name: '7-14', below: 14 },
  { name: '14-30', below: 30 },
  { name: '30-45', below: 45 },
  { name: '45-60', below: 60 },
  { name: '60+', below: Number.POSITIVE_INFINITY }
] as const

/**
 * Whether the regions of all these certificates were listed. Without one of them it is not known
 * when its certificates end. An ARN of another form, such as in a status that was edited by hand,
 * does not count.
 */
export function areListed(arns: readonly string[], listings: readonly ListingFigures[]): boolean {
  const listed = new Set(listings.map(({ region }) => region))
  const regions = new Set(arns.flatMap(arn => /^arn:[^:]+:acm:([^:]+):/.exec(arn)?.[1] ?? []))
  return listings.length > 0 && [...regions].every(region => listed.has(region))
}

/**
 * When each of these certificates ends (ms). It leaves out certificates that were not issued yet,
 * or that no listing has.
 */
export function endTimes(
  arns: readonly string[],
  listings: readonly ListingFigures[]
): readonly number[] {
  return arns.flatMap(
    arn => listings.map(({ notAfter }) => notAfter.get(arn)).find(end => end !== undefined) ?? []
  )
}

/** How many certificates end in each band. Bands without a certificate have 0. */
export function countByDaysLeft(
  times: readonly number[],
  now: number
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(bands.map(({ name }) => [name, 0]))
  for (const time of times) {
    const band = bands.find(({ below }) => (time - now) / dayMs < below)
    if (band !== undefined) counts.set(band.name, (counts.get(band.name) ?? 0) + 1)
  }
  return counts
}
