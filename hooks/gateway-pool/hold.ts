import type { RequestRef } from '../api/objects.ts'
import { timestamp } from '../conditions/conditions.ts'
import type { Holder } from '../hostname/overlap-index.ts'
import { admittedBy, servesHostnames } from './foreign-listeners.ts'
import { holderFor, type Ledger } from './ledger.ts'
import { keeperListener } from './listener-names.ts'
import type { Observed, OtherClaim } from './observe.ts'
import { refusalOfOverlap, refusalOfQuota } from './quota.ts'
import type { Claim, UnreadableClaim } from './read-claims.ts'
import type { Request } from './read-requests.ts'
import { type RefusedRequest, refusalOfAllowlist } from './rules.ts'

/** A claim of the pool, and what becomes of it. */
export type Held = {
  claim: Claim
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

/** How many claims may be on their way out at once: each costs AWS calls. */
const mostTerminating = 100
/** One that takes longer is stuck, and must not hold up the others. Milliseconds. */
const usuallyGoneAfter = 600_000

/** Whether a claim is on its way out for longer than that takes. */
export function isStuck({ terminating, object }: Claim, now: number): boolean {
  return terminating && now - Date.parse(object.metadata.deletionTimestamp ?? '') > usuallyGoneAfter
}

/** Enters all claims into the ledger, the older first, and finds those that overlap an older one's. */
export function enterClaims(seen: Observed, ledger: Ledger): Map<Claim, Holder> {
  const blocked = new Map<Claim, Holder>()
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  for (const claim of claims.sort((a, b) => (a.age < b.age ? -1 : 1))) {
    const { hostname, namespace } = claim
    const rival = ledger.holderOf(hostname) ?? ledger.conflictWith(claim)
    if (rival !== undefined && 'certificate' in claim) blocked.set(claim, rival)
    ledger.add({ hostname, namespace, standing: asker => standingOf(claim, asker), counts: 'object' in claim })
  }
  closeWhatIsOpen(seen, ledger)
  return blocked
}

/**
 * Nobody is admitted under a listener that still takes another namespace's routes, though its claim is gone: it
 * would answer in the newcomer's place.
 */
function closeWhatIsOpen(seen: Observed, ledger: Ledger): void {
  for (const listener of [...seen.listeners.values()].flat().filter(servesHostnames)) {
    const { hostname, name } = listener
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    if (hostname === undefined || name === keeperListener || ledger.holderOf(hostname)?.namespace === namespace)
      continue
    ledger.close({ hostname, namespace })
  }
}

function standingOf(claim: Claim | OtherClaim | UnreadableClaim, asker: string): string {
  if ('problem' in claim) return 'held by a claim that cannot be read'
  const isOurs = 'object' in claim
  const { namespace, name } = isOurs
    ? claim.object.spec.requestRef
    : { namespace: claim.namespace, name: claim.request }
  const who = holderFor(asker, { namespace, name })
  if (claim.terminating) return `being given up by ${who}, which takes some minutes`
  if (!isOurs) return asker === namespace ? `held by ${who} through pool ${claim.poolName}` : `held by ${who}`
  return claim.object.spec.releasedAt === undefined ? `held by ${who}` : `being released by ${who}`
}

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
export function decideOverClaims(seen: Observed, ledger: Ledger, blocked: ReadonlyMap<Claim, Holder>): Holdings {
  const byUID = new Map(seen.requests.readable.map(request => [request.ref.uid, request]))
  const crippled = new Map(seen.requests.unreadable.map(({ ref }) => [ref.uid, ref]))
  const successors = successorsOf(seen)
  const refused: RefusedRequest[] = []
  const held = seen.claims.map((claim): Held => {
    const by = blocked.get(claim)
    const base = { claim, leaving: false, ...(by === undefined ? {} : { blockedBy: by }) }
    if (claim.terminating) return base
    const request = liveRequestOf(claim, byUID, crippled)
    if (request !== undefined) return { ...base, request }
    const verdict = judgeSuccessor(base, successors.get(keyOf(claim)), seen, ledger)
    if (verdict !== undefined && !('reason' in verdict)) return { ...base, request: verdict }
    if (verdict !== undefined) refused.push(verdict)
    return {
      ...base,
      releasedAt: releaseTimeOf(claim, seen.now) ?? newReleaseTime(seen.now, seen.pool.spec.releaseGraceSeconds)
    }
  })
  return { held: letGo(held, seen), refused }
}

/** The request that the claim names, if it lives; one that has become unreadable lives too. */
function liveRequestOf(
  claim: Claim,
  byUID: ReadonlyMap<string, Request>,
  crippled: ReadonlyMap<string, RequestRef>
): RequestRef | undefined {
  const { uid } = claim.object.spec.requestRef
  const request = byUID.get(uid)
  if (request === undefined) return crippled.get(uid)?.namespace === claim.namespace ? crippled.get(uid) : undefined
  return request.hostname === claim.hostname && request.ref.namespace === claim.namespace ? request.ref : undefined
}

/** The oldest request per namespace and hostname. */
function successorsOf(seen: Observed): Map<string, Request> {
  const oldest = new Map<string, Request>()
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
  successor: Request | undefined,
  seen: Observed,
  ledger: Ledger
): RequestRef | RefusedRequest | undefined {
  if (successor === undefined || seen.finalizing) return undefined
  const released = releaseTimeOf(claim, seen.now)
  if (released === undefined && claim.adopted) return successor.ref
  if (released !== undefined && seen.now >= graceEndOf(released, seen)) return undefined
  const domain = ledger.domainOf(claim.hostname)
  const overlap = blockedBy === undefined ? undefined : refusalOfOverlap(successor, ledger)
  const refusal = refusalOfAllowlist(successor, domain, seen) ?? overlap ?? refusalOfQuota(successor, ledger, 'has it')
  return refusal === undefined ? successor.ref : { ...refusal, ref: successor.ref }
}

/**
 * The next full ten seconds. A sync that follows at once works on caches that lack the last writes of the one
 * before; with the second of each it would write another time, the next would take that from its caches for the
 * newer one and write the first again, and so on for ever. Short graces end before that, and need the second.
 */
export function newReleaseTime(now: number, graceSeconds: number): string {
  const step = graceSeconds < 60 ? 1000 : 10_000
  return timestamp(Math.ceil(now / step) * step)
}

/** When the claim was released; a time that is none, or further ahead than we write one, is written anew. */
function releaseTimeOf(claim: Claim, now: number): string | undefined {
  const { releasedAt } = claim.object.spec
  return Date.parse(releasedAt ?? '') <= now + 10_000 ? releasedAt : undefined
}

/** End of a grace, in milliseconds since the epoch. */
export function graceEndOf(releasedAt: string, seen: Observed): number {
  return Date.parse(releasedAt) + seen.pool.spec.releaseGraceSeconds * 1000
}

/**
 * Lets claims go whose *observed* release is older than the grace, the oldest first, not too many at once. One that
 * is taken back has to be a child first: only those are deleted when they are left out.
 */
function letGo(held: readonly Held[], seen: Observed): Held[] {
  const terminating = held.filter(({ claim }) => claim.terminating && !isStuck(claim, seen.now)).length
  const over = held.filter(({ claim, releasedAt, request }) => {
    const observed = releaseTimeOf(claim, seen.now)
    return (
      request === undefined &&
      !claim.adopted &&
      observed !== undefined &&
      observed === releasedAt &&
      seen.now >= graceEndOf(observed, seen)
    )
  })
  const sorted = over.sort((a, b) => Date.parse(a.releasedAt ?? '') - Date.parse(b.releasedAt ?? ''))
  const going = new Set(sorted.slice(0, Math.max(0, mostTerminating - terminating)))
  return held.map(one => (going.has(one) ? { ...one, leaving: true } : one))
}
