import type { Observation } from '../observe/observe.ts'
import type { Held } from './held.ts'
import { hourMs, isAllowed, type Release, releaseOf } from './releases.ts'

/**
 * Finds the release times whose hostnames must not be deleted, because more hostnames than
 * `spec.deletionBrake` allows were released within an hour. It finds all releases of such an hour,
 * the first as well as the last. The share is of the hostnames that existed at the time of a
 * release. Otherwise a pool that grows would delete hostnames that it held back before.
 * @param releases the earliest first
 */
export function timesOverLimit(
  releases: readonly Release[],
  held: readonly Held[],
  seen: Observation
): Set<string> {
  const { percent, atLeast } = seen.pool.spec.deletionBrake
  const over = new Set<string>()
  if (releases.reduce((total, { count }) => total + count, 0) < atLeast) return over
  const hostnamesUntil = hostnameCounter(held, seen)
  const hour = { released: 0, gone: 0, first: 0 }
  let marked = 0
  for (const [last, release] of releases.entries()) {
    enter(hour, release, releases)
    const { released, gone, first } = hour
    const hostnames = Math.max(released, hostnamesUntil(release.at) + gone)
    if (released < atLeast || released * 100 <= percent * hostnames) continue
    for (const { time } of releases.slice(Math.max(first, marked), last + 1)) over.add(time)
    marked = last + 1
  }
  return over
}

/**
 * How many hostnames were released in one hour, how many of them are gone, and the index of the
 * first release in the hour.
 */
type Hour = { released: number; gone: number; first: number }

/** Moves the hour forward, so that it ends with this release. */
function enter(hour: Hour, release: Release, releases: readonly Release[]): void {
  const add = ({ count, present }: Release, sign: 1 | -1) => {
    hour.released += sign * count
    hour.gone += sign * (count - present.length)
  }
  add(release, 1)
  for (;;) {
    const early = releases[hour.first]
    if (early === undefined || early.at > release.at - hourMs) return
    add(early, -1)
    hour.first += 1
  }
}

/** Counts the claims of the pool that existed at a time. Call it with times in rising order. */
function hostnameCounter(held: readonly Held[], seen: Observation): (at: number) => number {
  const staying = held.filter(holding => {
    const time = releaseOf(holding, seen)
    return time === undefined || !isAllowed(time, seen)
  })
  const objects = [...staying.map(({ claim }) => claim), ...seen.unreadableClaims]
  const created = objects
    .map(({ object }) => Date.parse(object.metadata.creationTimestamp ?? ''))
    .filter(time => !Number.isNaN(time))
    .sort((a, b) => a - b)
  let count = 0
  return at => {
    while ((created[count] ?? Number.POSITIVE_INFINITY) <= at) count += 1
    return count
  }
}
