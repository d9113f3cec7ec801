import { mostGoneEntries } from '../../api/gateway-pool.ts'
import type { Observation } from '../observe/observe.ts'
import type { BrakeMemory } from '../observe/recall-brake.ts'
import type { Held } from './held.ts'
import { hourMs, type Release } from './releases.ts'

/**
 * Notes the releases whose hostnames are going, so that they count after their claims are gone.
 * Entries that are no longer needed stay until something new is noted or allowed, so that the
 * status is never written only to remove them.
 * @param releases the earliest first
 * @param isGoing whether a claim is in deletion, or may be deleted once its release is noted
 */
export function noteGone(
  releases: readonly Release[],
  isGoing: (holding: Held) => boolean,
  allowedUpTo: string | undefined,
  { brake, now }: Observation
): BrakeMemory['gone'] {
  const { gone } = brake
  const isNoted = ({ time, count }: Release) => count <= (gone.get(time) ?? 0)
  const added = releases.filter(release => !isNoted(release) && release.present.some(isGoing))
  if (added.length === 0 && allowedUpTo === brake.allowedUpTo) return gone
  const isAllowed = ({ at }: Release) => at <= Date.parse(allowedUpTo ?? '')
  const isNeeded = neededFor(releases, now)
  const noted = releases.filter(release => gone.has(release.time) || added.includes(release))
  const kept = noted.filter(release => !isAllowed(release) && isNeeded(release))
  const numberOf = (release: Release) =>
    added.includes(release) ? release.count : (gone.get(release.time) ?? 0)
  return bounded(kept, numberOf)
}

/**
 * Tells whether a noted release can still count for the brake. It can if claims with its time
 * exist, if a release that has claims followed within an hour, or if it is less than an hour old.
 */
function neededFor(releases: readonly Release[], now: number): (release: Release) => boolean {
  const needed = new Set<Release>()
  let next = now
  for (const release of [...releases].reverse()) {
    const isThere = release.present.length > 0
    if (isThere || release.at > next - hourMs) needed.add(release)
    if (isThere) next = Math.min(next, release.at)
  }
  return release => needed.has(release)
}

/**
 * Makes the list that the status gets. If it has too many entries, the oldest entries without
 * claims become one entry, with the time of the newest of them. Entries for which there is still no
 * room are left out, so their claims wait.
 */
function bounded(
  releases: readonly Release[],
  numberOf: (release: Release) => number
): Map<string, number> {
  const surplus = releases.length - mostGoneEntries
  const left = surplus > 0 ? releases.filter(({ present }) => present.length === 0) : []
  const folded = new Set(left.slice(0, surplus + 1))
  const target = [...folded].at(-1)
  const total = [...folded].reduce((sum, release) => sum + numberOf(release), 0)
  const entries = releases
    .filter(release => release === target || !folded.has(release))
    .map(release => [release.time, release === target ? total : numberOf(release)] as const)
  return new Map(entries.slice(0, mostGoneEntries))
}
