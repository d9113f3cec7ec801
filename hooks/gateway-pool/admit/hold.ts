import type { RequestRef } from '../../api/objects.ts'
import { defined } from '../../defined.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import { refusalOfAllowlist } from './allowlist.ts'
import type { Ledger } from './ledger.ts'
import { refusalOfOverlap } from './overlap.ts'
import { refusalOfQuota } from './quota.ts'
import type { RefusedRequest } from './refusal.ts'
import { graceEndOf, letGo, newReleaseTime, releaseTimeOf } from './release.ts'

/** A claim of the pool, and what becomes of it. */
export type Held = {
  claim: SeenClaim
  /** The request behind it; absent while nobody stands behind it. */
  request?: RequestRef
  /** Since when nobody does. */
  releasedAt?: string
  /** Left out of the answer, and so deleted. */
  leaving: boolean
  /** An older holder in another namespace whose hostname overlaps: this one gets no listener. */
  blockedBy?: Holder
}

/** Held claims, and requests that are refused what they had before. */
export type Holdings = { held: readonly Held[]; refused: readonly RefusedRequest[] }

/**
 * Decides over each claim of the pool: who stands behind it, and whether it may go.
 *
 * | its request | released before | successor in its namespace | then |
 * |---|---|---|---|
 * | lives | | | stays, a release is taken back |
 * | gone | no, or within the grace | would be admitted anew | is taken over in place |
 * | gone | no | none | released now |
 * | gone | within the grace | none | stays released |
 * | gone | longer than the grace | | goes |
 */
export function decideOverClaims(
  seen: Observation,
  ledger: Ledger,
  blocked: ReadonlyMap<SeenClaim, Holder>
): Holdings {
  const byUID = new Map(seen.requests.readable.map(request => [request.ref.uid, request]))
  const crippled = new Map(seen.requests.unreadable.map(({ ref }) => [ref.uid, ref]))
  const successors = successorsOf(seen)
  const refused: RefusedRequest[] = []
  const held = seen.claims.map((claim): Held => {
    const by = blocked.get(claim)
    const base = { claim, leaving: false, ...defined({ blockedBy: by }) }
    if (claim.terminating) return base
    const request = liveRequestOf(claim, byUID, crippled)
    if (request !== undefined) return { ...base, request }
    const verdict = judgeSuccessor(base, successors.get(keyOf(claim)), seen, ledger)
    if (verdict !== undefined && !('reason' in verdict)) return { ...base, request: verdict }
    if (verdict !== undefined) refused.push(verdict)
    return {
      ...base,
      releasedAt:
        releaseTimeOf(claim, seen.now) ??
        newReleaseTime(seen.now, seen.pool.spec.releaseGraceSeconds)
    }
  })
  return { held: letGo(held, seen), refused }
}

/** The request that the claim names, if it lives; one that has become unreadable lives too. */
function liveRequestOf(
  claim: SeenClaim,
  byUID: ReadonlyMap<string, SeenRequest>,
  crippled: ReadonlyMap<string, RequestRef>
): RequestRef | undefined {
  const { uid } = claim.object.spec.requestRef
  const request = byUID.get(uid)
  if (request === undefined)
    return crippled.get(uid)?.namespace === claim.namespace ? crippled.get(uid) : undefined
  return request.hostname === claim.hostname && request.ref.namespace === claim.namespace
    ? request.ref
    : undefined
}

/** The oldest request per namespace and hostname. */
function successorsOf(seen: Observation): Map<string, SeenRequest> {
  const oldest = new Map<string, SeenRequest>()
  for (const request of seen.requests.readable) {
    const key = keyOf({ hostname: request.hostname, namespace: request.ref.namespace })
    if (!oldest.has(key)) oldest.set(key, request)
  }
  return oldest
}

function keyOf({ hostname, namespace }: { hostname: string; namespace: string }): string {
  return `${hostname} ${namespace}`
}

/** Whether a request of the same namespace may take a claim over whose own request is gone. Only older rivals count. */
function judgeSuccessor(
  { claim, blockedBy }: Pick<Held, 'claim' | 'blockedBy'>,
  successor: SeenRequest | undefined,
  seen: Observation,
  ledger: Ledger
): RequestRef | RefusedRequest | undefined {
  if (successor === undefined || seen.finalizing) return undefined
  const released = releaseTimeOf(claim, seen.now)
  if (released === undefined && claim.adopted) return successor.ref
  if (released !== undefined && seen.now >= graceEndOf(released, seen)) return undefined
  const domain = ledger.domainOf(claim.hostname)
  const overlap = blockedBy === undefined ? undefined : refusalOfOverlap(successor, ledger)
  const refusal =
    refusalOfAllowlist(successor, domain, seen) ??
    overlap ??
    refusalOfQuota(successor, ledger, 'has it')
  return refusal === undefined ? successor.ref : { ...refusal, ref: successor.ref }
}
