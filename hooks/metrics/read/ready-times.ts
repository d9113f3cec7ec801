import { claimConditions } from '../../api/domain-claim.ts'
import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { setNewest } from '../../set-newest.ts'
import { textOf } from '../../text/text-of.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { conditionIn, conditionsIn, ofKind, statusOf, timeIn } from './read-objects.ts'

/** A request that has become Ready for the first time. */
export type FirstReady = {
  pool: string
  /** Since its creation. */
  seconds: number
  /** How long each step took, in the order of the steps. */
  steps: readonly { step: string; seconds: number }[]
}

/**
 * Takes a sync of a request and the status that holds after it.
 * @returns how long the request took, if it is Ready now and never was before; else `undefined`
 */
export type ReadyTimes = (
  request: SyncRequest,
  status: unknown,
  now: number
) => FirstReady | undefined

/** One installation has fewer requests than this that wait at the same time. */
const mostRequests = 20_000

/**
 * Makes the memory of the requests that were never Ready. The status of a request does not say
 * whether it was Ready at some time. A request is known to be new if it has no condition, or if its
 * claim was never Ready. So a restart loses only the requests that become Ready around it.
 */
export function createReadyTimes(): ReadyTimes {
  const neverReady = new Map<string, true>()
  // A stale cache shows a request again as it was before it became Ready.
  const timed = new Map<string, true>()
  return (request, status, now) => {
    const { metadata, status: before } = request.parent
    // Most syncs change nothing, and most requests are Ready.
    const isUnchanged = status === before
    if (isUnchanged && statusOf(conditionIn(status, 'Ready')) === 'True') return undefined
    if (statusOf(conditionIn(status, 'Ready')) !== 'True') {
      if (isNew(request.parent, claimOf(request)))
        setNewest(neverReady, metadata.uid, true, mostRequests)
      return undefined
    }
    const wasReady = statusOf(conditionIn(before, 'Ready')) === 'True'
    const isFirst = !wasReady && (neverReady.has(metadata.uid) || conditionsIn(before).length === 0)
    neverReady.delete(metadata.uid)
    const createdAt = timeIn(metadata.creationTimestamp)
    if (!isFirst || createdAt === undefined || timed.has(metadata.uid)) return undefined
    setNewest(timed, metadata.uid, true, mostRequests)
    return timesOf(request, status, { createdAt, now })
  }
}

/**
 * The steps that have a time, in no order. Any other type of condition comes from a status that was
 * edited by hand, or from another version of the hooks.
 */
const steps: readonly string[] = [
  'Accepted',
  'Claimed',
  ...claimConditions,
  'RouteAccepted',
  'Ready'
]

function isStep(type: unknown): type is string {
  return typeof type === 'string' && steps.includes(type)
}

/** The claim of the hostname, if it belongs to the request. */
function claimOf({ parent, related }: SyncRequest): KubernetesObject | undefined {
  const hostname = fieldOf(parent.spec, 'hostname')
  return ofKind(related, 'DomainClaim').find(({ spec }) => fieldOf(spec, 'hostname') === hostname)
}

function isNew(
  { metadata, status }: KubernetesObject,
  claim: KubernetesObject | undefined
): boolean {
  if (conditionsIn(status).length === 0) return true
  const owner = fieldOf(fieldOf(claim?.spec, 'requestRef'), 'uid')
  return owner === metadata.uid && fieldOf(claim?.status, 'readySince') === undefined
}

/**
 * The times of all steps. The claim's own conditions count before the copies in the request, which
 * have the times at which the request saw them. A step that ended before an earlier one took no
 * time of its own.
 */
function timesOf(
  request: SyncRequest,
  status: unknown,
  { createdAt, now }: { createdAt: number; now: number }
): FirstReady {
  const claim = claimOf(request)
  let endOfLast = createdAt
  const steps = conditionsIn(status).flatMap(condition => {
    const step = fieldOf(condition, 'type')
    if (!isStep(step)) return []
    const original = step === 'Ready' ? undefined : conditionIn(claim?.status, step)
    const end = timeIn(fieldOf(original ?? condition, 'lastTransitionTime')) ?? endOfLast
    const seconds = Math.max(0, end - endOfLast) / 1000
    endOfLast = Math.max(endOfLast, end)
    return { step, seconds }
  })
  const pool = textOf(fieldOf(request.parent.spec, 'poolName') ?? 'default')
  return { pool, seconds: Math.max(0, now - createdAt) / 1000, steps }
}
