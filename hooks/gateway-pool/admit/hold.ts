import type { RequestRef } from '../../api/objects.ts'
import { defined } from '../../defined.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import { type AdmissionChecks, judge } from './admission-checks.ts'
import type { AdmissionContext } from './candidate.ts'
import type { Held, Holdings } from './held.ts'
import { letGo } from './let-go.ts'
import type { RefusedRequest } from './refusal.ts'
import { newReleaseTime, releaseTimeOf } from './release.ts'
import { mayBeLeaving } from './releases.ts'

/**
 * Decides for each claim of the pool which request it serves, and whether it may be deleted. If the
 * claim's own request is gone, the oldest other request of the same namespace for the same hostname
 * can take the claim over. A claim that is being deleted stays as it is.
 *
 * | the claim's own request | the claim is released | the oldest other request | decision |
 * |---|---|---|---|
 * | lives | any | any | the claim stays, and a release is taken back |
 * | gone | no, or within the grace, or held back | passes the checks | it takes over the claim |
 * | gone | no | does not exist, or is refused | the claim is released now |
 * | gone | yes, within the grace | does not exist, or is refused | the claim stays released |
 * | gone | yes, for longer than the grace | any | the claim is deleted, if `letGo` says so |
 *
 * @param blocked the claims that an older holder blocks, each with this holder
 */
export function decideOverClaims(
  context: AdmissionContext,
  checks: AdmissionChecks,
  blocked: ReadonlyMap<SeenClaim, Holder>
): Holdings {
  const { seen } = context
  const requestOf = liveRequestFinder(seen)
  const successorOf = successorFinder(seen)
  const refused: RefusedRequest[] = []
  const held = seen.claims.map((claim): Held => {
    const base = { claim, leaving: false, ...defined({ blockedBy: blocked.get(claim) }) }
    if (claim.terminating) return base
    const request = requestOf(claim)
    if (request !== undefined) return { ...base, request }
    const succession = judgeSuccessor(base, successorOf(claim), context, checks)
    if (succession?.admitted) return { ...base, request: succession.ref }
    if (succession !== undefined) refused.push({ ...succession.refusal, ref: succession.ref })
    return { ...base, releasedAt: releaseTimeOf(claim, seen.now) ?? newReleaseOf(seen) }
  })
  return { ...letGo(held, seen), refused }
}

/**
 * Finds the live request that a claim names. A request that has become unreadable still lives, and
 * keeps its claim. A request for another hostname, or of another namespace, does not count.
 */
function liveRequestFinder({
  requests
}: Observation): (claim: SeenClaim) => RequestRef | undefined {
  const readableByUID = new Map(requests.readable.map(request => [request.ref.uid, request]))
  const unreadableByUID = new Map(requests.unreadable.map(({ ref }) => [ref.uid, ref]))
  return ({ object, hostname, namespace }) => {
    const { uid } = object.spec.requestRef
    const request = readableByUID.get(uid)
    const asksForOther = request !== undefined && request.hostname !== hostname
    const ref = request?.ref ?? unreadableByUID.get(uid)
    return asksForOther || ref?.namespace !== namespace ? undefined : ref
  }
}

/** Finds the oldest request of the claim's namespace for the claim's hostname. */
function successorFinder({ requests }: Observation): (claim: SeenClaim) => SeenRequest | undefined {
  const keyOf = (hostname: string, namespace: string) => `${hostname} ${namespace}`
  const oldestByKey = new Map<string, SeenRequest>()
  for (const request of requests.readable) {
    const key = keyOf(request.hostname, request.ref.namespace)
    if (!oldestByKey.has(key)) oldestByKey.set(key, request)
  }
  return ({ hostname, namespace }) => oldestByKey.get(keyOf(hostname, namespace))
}

type Succession = { ref: RequestRef } & (
  | { admitted: true }
  | { admitted: false; refusal: Pick<RefusedRequest, 'reason' | 'message'> }
)

/**
 * Judges whether a request may take over a claim whose own request is gone.
 * @returns `undefined` if there is nothing to judge: no request asks for the claim's hostname, the
 * pool is being deleted, or the claim may be leaving already
 */
function judgeSuccessor(
  predecessor: Pick<Held, 'claim' | 'blockedBy'>,
  successor: SeenRequest | undefined,
  context: AdmissionContext,
  checks: AdmissionChecks
): Succession | undefined {
  const { seen } = context
  const { claim } = predecessor
  if (successor === undefined || seen.finalizing) return undefined
  const { ref } = successor
  const releasedAt = releaseTimeOf(claim, seen.now)
  // A claim that was restored from a backup names the uid that its request had before the restore.
  // The request was restored too, and has a new uid. So the request gets its claim back without
  // being judged again.
  if (releasedAt === undefined && claim.adopted) return { admitted: true, ref }
  if (releasedAt !== undefined && mayBeLeaving(releasedAt, seen)) return undefined
  const verdict = judge(successor, predecessor, context, checks)
  return verdict.admitted ? { admitted: true, ref } : { ...verdict, ref }
}

function newReleaseOf({ now, pool }: Observation): string {
  return newReleaseTime(now, pool.spec.releaseGraceSeconds)
}
