import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { setNewest } from '../../set-newest.ts'
import { conditionIn } from './read-objects.ts'

/** Counts the requests whose pool does not answer. Such a pool has no sync, so no sync shows them. */
export type Unanswered = {
  note: (request: KubernetesObject, status: unknown, now: number) => void
  /** How many there are now; `undefined` before the first request was noted. */
  count: (now: number) => number | undefined
}

/** Such a request is synced every seven minutes. One that was not has been deleted. */
const keptMs = 900_000
const mostRequests = 20_000

/** Makes a count that knows of no request. */
export function createUnanswered(): Unanswered {
  const seenAt = new Map<string, number>()
  let isKnown = false
  return {
    note({ metadata }, status, now) {
      isKnown = true
      if (fieldOf(conditionIn(status, 'Ready'), 'reason') === 'NoAnswerFromPool')
        setNewest(seenAt, metadata.uid, now, mostRequests)
      else seenAt.delete(metadata.uid)
    },
    count(now) {
      if (!isKnown) return undefined
      for (const [uid, at] of seenAt) if (at < now - keptMs) seenAt.delete(uid)
      return seenAt.size
    }
  }
}
