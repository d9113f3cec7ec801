import type { Observation } from '../observe/observe.ts'
import type { Held } from './held.ts'
import { graceEndOf, releaseTimeOf } from './release.ts'

/** The hostnames with one release time. */
export type Release = {
  /** As the claims have it in `spec.releasedAt`. */
  time: string
  /** The same in milliseconds since the epoch. */
  at: number
  /** The claims that exist, including those in deletion. */
  present: readonly Held[]
  /** How many hostnames were released: those whose claims exist, and those that are gone. */
  count: number
}

/** The hour of the deletion brake. */
export const hourMs = 3600_000

/**
 * Groups the releases of a pool by their time, the earliest first. Releases that the platform team
 * has allowed do not count any more.
 */
export function releasesOf(held: readonly Held[], seen: Observation): Release[] {
  const present = new Map<string, Held[]>()
  for (const holding of held) {
    const time = releaseOf(holding, seen)
    if (time === undefined) continue
    const alike = present.get(time)
    if (alike === undefined) present.set(time, [holding])
    else alike.push(holding)
  }
  const { gone } = seen.brake
  const times = [...new Set([...present.keys(), ...gone.keys()])]
  const releases = times
    .filter(time => !isAllowed(time, seen))
    .map(time => {
      const there = present.get(time) ?? []
      const count = Math.max(there.length, gone.get(time) ?? 0)
      return { time, at: Date.parse(time), present: there, count }
    })
  return releases.sort((a, b) => a.at - b.at)
}

/** When a claim that serves no request was released. */
export function releaseOf({ claim, releasedAt }: Held, seen: Observation): string | undefined {
  return claim.terminating ? releaseTimeOf(claim, seen.now) : releasedAt
}

/** Whether the platform team has allowed the deletion of hostnames that were released at a time. */
export function isAllowed(time: string, { brake }: Observation): boolean {
  const { allowedUpTo } = brake
  return allowedUpTo !== undefined && Date.parse(time) <= Date.parse(allowedUpTo)
}

/**
 * Whether an earlier answer may have left the claim out already, so that no request can take it
 * back: its grace is over, and its release is allowed or noted.
 */
export function mayBeLeaving(time: string, seen: Observation): boolean {
  const isDecided = isAllowed(time, seen) || seen.brake.gone.has(time)
  return isDecided && seen.now >= graceEndOf(time, seen)
}
