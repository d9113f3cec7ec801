import type { PoolDomain } from '../../api/gateway-pool.ts'
import { claimName } from '../../hostname/claim-name.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import { refusalOfAllowlist } from './allowlist.ts'
import { enterClaims } from './enter-claims.ts'
import { decideOverClaims, type Held, type Holdings } from './hold.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { refusalOfOpenListener, refusalOfOverlap } from './overlap.ts'
import { refusalOfQuota } from './quota.ts'
import type { Refusal, RefusedRequest } from './refusal.ts'

/** A request that the pool serves and that has no claim yet. */
export type Newcomer = { request: SeenRequest; domain: PoolDomain }

/** Who gets what: the first stage. */
export type Admitted = {
  /** By age of the claims. */
  held: readonly Held[]
  /** By age of the requests. */
  newcomers: readonly Newcomer[]
  refused: readonly RefusedRequest[]
}

/**
 * Admits requests in order of their age. Who holds a claim keeps it, whatever the allowlist says now.
 * While the pool is being deleted, nobody is admitted, and everybody who waits is told.
 */
export function admit(seen: Observation): Admitted {
  const ledger = openLedger(seen.pool.spec.domains)
  const blocked = enterClaims(seen, ledger)
  const holdings = decideOverClaims(seen, ledger, blocked)
  const invalid = invalidOnes(seen, holdings)
  const { newcomers, refused } = admitNewcomers(seen, ledger, holdings)
  return { held: holdings.held, newcomers, refused: [...invalid, ...holdings.refused, ...refused] }
}

function admitNewcomers(seen: Observation, ledger: Ledger, holdings: Holdings) {
  const answered = new Set(holdings.refused.map(({ ref }) => ref.uid))
  for (const { request } of holdings.held) if (request !== undefined) answered.add(request.uid)
  for (const { requestUID } of seen.unreadableClaims)
    if (typeof requestUID === 'string') answered.add(requestUID)
  const going = terminatingByRequest(seen)
  const newcomers: Newcomer[] = []
  const refused: RefusedRequest[] = []
  for (const request of seen.requests.readable) {
    if (answered.has(request.ref.uid)) continue
    const verdict = seen.finalizing ? poolDeleting(seen) : judge(request, seen, ledger, going)
    if ('reason' in verdict) refused.push({ ...verdict, ref: request.ref })
    else newcomers.push({ request, domain: verdict })
  }
  return { newcomers, refused }
}

/** The domain that lets the request in, or why none does. Who is let in is in the ledger from then on. */
function judge(
  request: SeenRequest,
  seen: Observation,
  ledger: Ledger,
  going: ReadonlyMap<string, SeenClaim>
): PoolDomain | Refusal {
  const { hostname, ref } = request
  const domain = ledger.domainOf(hostname)
  const refusal =
    refusalOfAllowlist(request, domain, seen) ??
    ownClaimTerminating(request, going) ??
    hostnameTaken(request, seen, ledger) ??
    refusalOfOpenListener(request, ledger) ??
    refusalOfOverlap(request, ledger) ??
    refusalOfQuota(request, ledger, 'asks for it')
  if (refusal !== undefined || domain === undefined)
    return refusal ?? { reason: 'DomainNotAllowed', message: hostname }
  const standing = (asker: string) =>
    asker === ref.namespace
      ? `taken by the older request ${ref.name}`
      : 'taken by an older request of another namespace'
  ledger.add({ hostname, namespace: ref.namespace, describeHolder: standing, counts: true })
  return domain
}

function poolDeleting({ pool }: Observation): Refusal {
  return {
    reason: 'PoolDeleting',
    message: `pool ${pool.metadata.name} is being deleted and takes nobody. Ask the platform team for another pool and make the request again with its name; a new pool of this name would answer this request`
  }
}

/** Claims on their way out, by the uid of the request that they name. */
function terminatingByRequest({ claims }: Observation): Map<string, SeenClaim> {
  const going = claims.filter(({ terminating }) => terminating)
  return new Map(going.map(claim => [claim.object.spec.requestRef.uid, claim]))
}

/** Somebody deleted the claim of a live request by hand: "choose another hostname" would be no help to it. */
function ownClaimTerminating(
  { hostname, ref }: SeenRequest,
  going: ReadonlyMap<string, SeenClaim>
): Refusal | undefined {
  const claim = going.get(ref.uid)
  if (claim === undefined || claim.hostname !== hostname || claim.namespace !== ref.namespace)
    return undefined
  return {
    reason: 'Deleting',
    message: `DomainClaim ${claim.name} is being deleted, although this request is there: its DNS records and its certificate are removed, which takes some minutes. When it is gone, the hostname is requested anew; nothing has to be done`
  }
}

function hostnameTaken(
  { hostname, ref }: SeenRequest,
  seen: Observation,
  ledger: Ledger
): Refusal | undefined {
  const isWritten = seen.claimNames.has(claimName(hostname))
  const standing = ledger.holderOf(hostname)?.describeHolder(ref.namespace)
  if (standing === undefined && !isWritten) return undefined
  return {
    reason: 'HostnameTaken',
    message: `${hostname} is ${standing ?? 'held by a claim of another form'}. Choose another hostname, or wait: it goes to the oldest request once it is free`
  }
}

/** Requests that cannot be read are refused, unless they hold a claim from better days. */
function invalidOnes(seen: Observation, { held }: Holdings): RefusedRequest[] {
  const holding = new Set(held.map(({ request }) => request?.uid))
  const refusable = seen.requests.unreadable.filter(({ ref }) => !holding.has(ref.uid))
  return refusable.map(({ ref, problem }) => ({ ref, reason: 'Invalid', message: problem }))
}
