import { timestamp } from '../../conditions/conditions.ts'
import { countByNamespace, inTurn } from '../../in-turn.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Held } from './held.ts'

/** At most this many claims are deleted at the same time, because each deletion costs AWS calls. */
const mostTerminating = 100
/**
 * A claim that is still terminating after this time is stuck. Stuck claims would hold up the
 * deletion of other claims if they counted against `mostTerminating`, so they do not count.
 */
const stuckAfterMs = 600_000
/** A release time that we write is at most this far in the future; see `newReleaseTime`. */
const mostAheadMs = 10_000

/** Whether a claim has been terminating for longer than that usually takes. */
export function isStuck({ terminating, object }: SeenClaim, now: number): boolean {
  return terminating && now - Date.parse(object.metadata.deletionTimestamp ?? '') > stuckAfterMs
}

/**
 * The time to write for a release that happens now. The cache may not show yet what the last sync
 * wrote. With times of one-second precision, syncs in quick succession would replace each other's
 * time endlessly. So the time is rounded up to the next ten seconds, and these syncs agree. A grace
 * of less than a minute needs more precision: then the time is rounded up to the next second.
 */
export function newReleaseTime(now: number, graceSeconds: number): string {
  const stepMs = graceSeconds < 60 ? 1000 : mostAheadMs
  return timestamp(Math.ceil(now / stepMs) * stepMs)
}

/**
 * When the claim was released. `undefined` if the claim was not released, if the value is not a
 * time, or if the time is further in the future than any time that we write. In these cases a claim
 * without a request gets a new release time.
 */
export function releaseTimeOf({ object }: SeenClaim, now: number): string | undefined {
  const { releasedAt } = object.spec
  return Date.parse(releasedAt ?? '') <= now + mostAheadMs ? releasedAt : undefined
}

/** When the grace of a release ends, in milliseconds since the epoch. */
export function graceEndOf(releasedAt: string, { pool }: Observation): number {
  return Date.parse(releasedAt) + pool.spec.releaseGraceSeconds * 1000
}

/**
 * Marks the claims that are deleted now. At most `mostTerminating` claims that are not stuck are in
 * deletion at the same time. The namespaces take turns, each with its oldest release first, so a
 * namespace that gives up thousands of hostnames does not delay the others.
 */
export function letGo(held: readonly Held[], seen: Observation): Held[] {
  const isBusy = ({ claim }: Held) => claim.terminating && !isStuck(claim, seen.now)
  const busy = held.filter(isBusy)
  const room = Math.max(0, mostTerminating - busy.length)
  const expired = held.filter(holding => isGraceOver(holding, seen)).sort(byRelease)
  const turns = inTurn(expired, namespaceOf, countByNamespace(busy, namespaceOf))
  const leaving = new Set(turns.slice(0, room))
  return held.map(holding => (leaving.has(holding) ? { ...holding, leaving: true } : holding))
}

function namespaceOf({ claim }: Held): string {
  return claim.namespace
}

/**
 * Whether the grace of a release is over. Only a release time that the observed claim already has
 * counts. A claim that the pool takes back has to become its child first, because Metacontroller
 * deletes only children when the answer leaves them out.
 */
function isGraceOver({ claim, request, releasedAt }: Held, seen: Observation): boolean {
  if (request !== undefined || claim.adopted) return false
  const observed = releaseTimeOf(claim, seen.now)
  return observed !== undefined && observed === releasedAt && seen.now >= graceEndOf(observed, seen)
}

function byRelease(a: Held, b: Held): number {
  return Date.parse(a.releasedAt ?? '') - Date.parse(b.releasedAt ?? '')
}
