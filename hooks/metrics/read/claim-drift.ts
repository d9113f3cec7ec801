import { fieldOf } from '../../api/field-of.ts'
import { setNewest } from '../../set-newest.ts'
import { conditionIn, numberIn, statusOf } from './read-objects.ts'

/** What a sync of a claim found out about changes that others made to its records. */
export type Drift = { kind: 'alias' | 'validation_record'; is: 'found' | 'repaired' }

/** The part of a claim's status that counts such changes, and the condition of its step. */
const counted = [
  { kind: 'alias', path: ['alias'], step: 'DNSAliasReady' },
  { kind: 'validation_record', path: ['certificate', 'validation'], step: 'DNSValidated' }
] as const

/**
 * Compares the status of a claim before and after a sync. Drift was found if the count of repairs
 * has a new time. It is repaired when the condition of the step is True again.
 *
 * | repairs | step before | step after | then |
 * |---|---|---|---|
 * | counted anew | any | not True | found |
 * | counted anew | any | True | found and repaired |
 * | 1 or more, as before | not True | True | repaired |
 * | any other | any | any | nothing |
 */
export function driftIn(before: unknown, after: unknown): readonly Drift[] {
  // Most syncs change nothing.
  if (before === after) return []
  return counted.flatMap(({ kind, path, step }) => {
    const [last, next] = [at(before, path), at(after, path)]
    const repairs = numberIn(next, 'repairs') ?? 0
    if (repairs === 0) return []
    const isNew = fieldOf(next, 'repairedAt') !== fieldOf(last, 'repairedAt')
    const isInOrder = statusOf(conditionIn(after, step)) === 'True'
    const wasInOrder = statusOf(conditionIn(before, step)) === 'True'
    const found: Drift[] = isNew ? [{ kind, is: 'found' }] : []
    return isInOrder && (isNew || !wasInOrder) ? [...found, { kind, is: 'repaired' }] : found
  })
}

/** Takes the UID of a claim and its status before and after a sync. @returns what counts now */
export type DriftCount = (uid: string, before: unknown, after: unknown) => readonly Drift[]

/** One installation has fewer drifts than this in the time for which a cache can be stale. */
const mostDrifts = 20_000

/**
 * Makes the memory of the drifts that were counted. While Metacontroller's cache is stale, a claim
 * is synced again with the status before the drift. So each repair counts once as found, and once
 * as repaired.
 */
export function createDriftCount(): DriftCount {
  const countedAt = new Map<string, string>()
  return (uid, before, after) =>
    driftIn(before, after).filter(({ kind, is }) => {
      const path = counted.find(one => one.kind === kind)?.path ?? []
      const repairedAt = fieldOf(at(after, path), 'repairedAt')
      if (typeof repairedAt !== 'string') return true
      const key = `${uid} ${kind} ${is}`
      // Times in this form sort as texts.
      if (repairedAt <= (countedAt.get(key) ?? '')) return false
      setNewest(countedAt, key, repairedAt, mostDrifts)
      return true
    })
}

function at(status: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(fieldOf, status)
}
