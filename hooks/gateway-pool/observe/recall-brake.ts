import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import { group } from '../../api/schema.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'

/** A release time that we write is at most this far in the future; see `newReleaseTime`. */
export const mostAheadMs = 10_000

/** The annotation on a pool that allows the deletion of hostnames that are held back. */
export const allowDeletions = `${group}/allow-deletions`

/** As much of the annotation as the status has room for. */
const longestAnnotation = 64

/** What the observed status of the pool says about releases. Values that are not valid are left out. */
export type BrakeMemory = {
  /** How many released hostnames the status says are held back. */
  heldBack: number
  /** The first and the last release time of what the status says is held back. */
  heldBackTimes?: { first: string; last: string }
  /** The value of the annotation that the pool has seen. */
  annotation?: string
  /** What was released up to this time may be deleted. */
  allowedUpTo?: string
  /** How many hostnames are noted as gone or going, by their release time. */
  gone: ReadonlyMap<string, number>
  /**
   * The release times in `gone` of which a person deleted claims, and of which the pool has not
   * decided to delete the other claims.
   */
  undecided: ReadonlySet<string>
}

/**
 * Reads what the pool remembers about releases from its observed status. If the clock was fast and
 * is set right, a time can be in the future. A permission for the future would allow the next mass
 * deletion, so it is void. A release noted for the future is dated now: it counts for an hour more.
 * What was held back stays so, even if only the newest status says it, which may not be in the API
 * server: to hold back is no action.
 */
export function recallBrake(
  { status }: GatewayPool,
  { statusBefore, now }: { statusBefore: unknown; now: number }
): BrakeMemory {
  const memory = fieldOf(status, 'deletionBrake')
  const heldBack = fieldOf(memory, 'heldBack')
  const annotation = fieldOf(memory, 'annotation')
  const allowedUpTo = fieldOf(memory, 'allowedUpTo')
  const isValid = typeof allowedUpTo === 'string' && Date.parse(allowedUpTo) <= now + mostAheadMs
  return {
    heldBack: typeof heldBack === 'number' ? heldBack : 0,
    gone: readGone(fieldOf(memory, 'gone'), now),
    undecided: readUndecided(fieldOf(memory, 'gone')),
    ...defined({
      heldBackTimes: bothTimes(
        readTimes(memory),
        readTimes(fieldOf(statusBefore, 'deletionBrake'))
      ),
      annotation: typeof annotation === 'string' ? annotation : undefined,
      allowedUpTo: isValid ? allowedUpTo : undefined
    })
  }
}

type HeldBackTimes = BrakeMemory['heldBackTimes']

function readTimes(memory: unknown): HeldBackTimes {
  const [first, last] = [fieldOf(memory, 'heldBackSince'), fieldOf(memory, 'heldBackUntil')]
  const areTimes = isTime(first) && isTime(last)
  return areTimes ? { first, last } : undefined
}

function bothTimes(one: HeldBackTimes, other: HeldBackTimes): HeldBackTimes {
  if (one === undefined || other === undefined) return one ?? other
  const [first = one.first] = [one.first, other.first].sort(byTime)
  const [, last = one.last] = [one.last, other.last].sort(byTime)
  return { first, last }
}

function byTime(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other)
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

function readGone(entries: unknown, now: number): Map<string, number> {
  const gone = new Map<string, number>()
  for (const entry of Array.isArray(entries) ? entries : []) {
    const [time, hostnames] = [fieldOf(entry, 'releasedAt'), fieldOf(entry, 'hostnames')]
    if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) continue
    if (typeof hostnames !== 'number' || !(hostnames > 0)) continue
    const key = Date.parse(time) > now + mostAheadMs ? timestamp(now) : time
    gone.set(key, (gone.get(key) ?? 0) + hostnames)
  }
  return gone
}

function readUndecided(entries: unknown): Set<string> {
  const undecided = (Array.isArray(entries) ? entries : [])
    .filter(entry => fieldOf(entry, 'undecided') === true)
    .map(entry => fieldOf(entry, 'releasedAt'))
  return new Set(undecided.filter(time => typeof time === 'string'))
}

/** The annotation on the pool, as much of it as the status has room for. */
export function annotationOf({ metadata }: GatewayPool): string | undefined {
  return metadata.annotations?.[allowDeletions]?.slice(0, longestAnnotation)
}
