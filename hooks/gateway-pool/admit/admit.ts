import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { GatewayViews } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import type { BrakeMemory } from '../observe/recall-brake.ts'
import { type AdmissionChecks, admissionChecks, judge } from './admission-checks.ts'
import type { AdmissionContext } from './candidate.ts'
import { domainAccess } from './domain-access.ts'
import { enterClaims, enterOpenListeners } from './enter-claims.ts'
import type { Held, Holdings } from './held.ts'
import { decideOverClaims } from './hold.ts'
import { openLedger } from './ledger.ts'
import type { Refusal, RefusedRequest } from './refusal.ts'
import { openShares, type Shares } from './shares.ts'

/** A request that the pool serves and that has no claim yet. */
export type Newcomer = { request: SeenRequest; domain: PoolDomain }

/** What the first stage decides: which requests get a hostname. */
export type Admitted = {
  /** In the order of the claims' age. */
  held: readonly Held[]
  /** In the order of the requests' age. */
  newcomers: readonly Newcomer[]
  refused: readonly RefusedRequest[]
  shares: Shares
  /** What the status of the pool has to remember about releases. */
  brake: BrakeMemory
}

/**
 * Decides which requests get a hostname, the oldest request first. A request that holds a claim
 * keeps it, even if the allowlist no longer covers the hostname. While the pool is being deleted,
 * it admits no request, and refuses every request that no claim serves.
 */
export function admit(
  seen: Observation,
  gateways: GatewayViews,
  checks: AdmissionChecks = admissionChecks
): Admitted {
  const access = domainAccess(seen)
  const ledger = openLedger(seen.pool.spec.domains, access.forbidsNesting)
  const rivals = enterClaims(seen, ledger)
  enterOpenListeners(gateways, seen.pool.spec.gatewayNamespace, ledger)
  const shares = openShares(seen)
  const context = {
    seen,
    ledger,
    access,
    shares,
    terminatingByRequest: terminatingByRequest(seen)
  }
  const holdings = decideOverClaims(context, checks, rivals)
  const invalid = refuseInvalid(seen, holdings)
  const { held, brake } = holdings
  const heldBack = held.filter(({ waitsFor }) => waitsFor === 'permission')
  const { newcomers, refused } = admitNewcomers({ ...context, heldBack }, checks, holdings)
  return {
    held,
    newcomers,
    refused: [...invalid, ...holdings.refused, ...refused],
    brake,
    shares
  }
}

function admitNewcomers(context: AdmissionContext, checks: AdmissionChecks, holdings: Holdings) {
  const { seen } = context
  const answered = answeredRequests(seen, holdings)
  const newcomers: Newcomer[] = []
  const refused: RefusedRequest[] = []
  for (const request of seen.requests.readable) {
    if (answered.has(request.ref.uid)) continue
    const verdict = seen.finalizing
      ? ({ admitted: false, refusal: poolDeleting(seen) } as const)
      : judge(request, undefined, context, checks)
    if (verdict.admitted) newcomers.push(enter(request, verdict.domain, context))
    else refused.push({ ...verdict.refusal, ref: request.ref })
  }
  return { newcomers, refused }
}

/** Uids of the requests that need no further answer: a claim serves them, or they were refused. */
function answeredRequests({ unreadableClaims }: Observation, holdings: Holdings): Set<unknown> {
  return new Set([
    ...holdings.refused.map(({ ref }) => ref.uid),
    ...holdings.held.flatMap(({ request }) => request?.uid ?? []),
    ...unreadableClaims.map(({ requestUID }) => requestUID)
  ])
}

/** Enters an admitted request into the ledger, so that younger requests are judged against it. */
function enter(request: SeenRequest, domain: PoolDomain, { ledger }: AdmissionContext): Newcomer {
  const { hostname, ref } = request
  const describeHolder = (asker: string) =>
    asker === ref.namespace
      ? `taken by the older request ${ref.name}`
      : 'taken by an older request of another namespace'
  ledger.add({ hostname, namespace: ref.namespace, describeHolder, counts: true })
  return { request, domain }
}

function poolDeleting({ pool }: Observation): Refusal {
  return {
    reason: 'PoolDeleting',
    message: `pool ${pool.metadata.name} is being deleted and takes no more hostnames`
  }
}

function terminatingByRequest({ claims }: Observation): Map<string, SeenClaim> {
  const terminating = claims.filter(claim => claim.terminating)
  return new Map(terminating.map(claim => [claim.object.spec.requestRef.uid, claim]))
}

/**
 * Refuses each request that cannot be read, unless it still holds the claim that it got earlier.
 */
function refuseInvalid({ requests }: Observation, { held }: Holdings): RefusedRequest[] {
  const holding = new Set(held.map(({ request }) => request?.uid))
  const refusable = requests.unreadable.filter(({ ref }) => !holding.has(ref.uid))
  return refusable.map(({ ref, problem }) => ({ ref, reason: 'Invalid', message: problem }))
}
