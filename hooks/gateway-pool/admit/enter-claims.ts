import type { Holder } from '../../hostname/overlap-index.ts'
import { admittedBy, servesHostnames } from '../gateways/foreign-listeners.ts'
import type { GatewayViews } from '../gateways/gateway-view.ts'
import { keeperListener } from '../observe/listener-names.ts'
import type { Observation } from '../observe/observe.ts'
import type { OtherClaim, SeenClaim, UnreadableClaim } from '../observe/read-claims.ts'
import { holderFor, type Ledger } from './ledger.ts'

/** The pool's readable claims that break a rule beside an older holder, each with this holder. */
export type Rivals = {
  /** The older holder has the same hostname, or an overlapping one in another namespace. */
  blocked: ReadonlyMap<SeenClaim, Holder>
  /**
   * The older holder, of another namespace, has a hostname above or below, and a domain forbids
   * that.
   */
  nested: ReadonlyMap<SeenClaim, Holder>
}

/**
 * Enters all claims into the ledger, the oldest first.
 * @returns the claims that break a rule beside a claim that was entered before them
 */
export function enterClaims(seen: Observation, ledger: Ledger): Rivals {
  const blocked = new Map<SeenClaim, Holder>()
  const nested = new Map<SeenClaim, Holder>()
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  for (const claim of claims.sort((a, b) => (a.age < b.age ? -1 : 1))) {
    const { hostname, namespace } = claim
    const rival = ledger.holderOf(hostname) ?? ledger.conflictWith(claim)
    const upperOrLower = ledger.nestedWith(claim)
    if ('certificate' in claim) {
      if (rival !== undefined) blocked.set(claim, rival)
      if (upperOrLower !== undefined) nested.set(claim, upperOrLower)
    }
    ledger.add({
      hostname,
      namespace,
      describeHolder: asker => describeHolder(claim, asker),
      counts: 'object' in claim
    })
  }
  return { blocked, nested }
}

/**
 * A listener can outlive its claim, and then still takes routes of the claim's namespace. This
 * namespace could answer for the hostname after the pool has given it to a newcomer. So this
 * function enters the hostnames of such listeners into the ledger. Call it after `enterClaims`,
 * because the ledger tells which listeners have a claim.
 */
export function enterOpenListeners(
  gateways: GatewayViews,
  gatewayNamespace: string,
  ledger: Ledger
): void {
  const listeners = gateways.existing.flatMap(gateway => gateway.listeners.filter(servesHostnames))
  for (const listener of listeners) {
    const { hostname, name } = listener
    if (hostname === undefined || name === keeperListener) continue
    const namespace = admittedBy(listener, gatewayNamespace)
    const isHeld = ledger.holderOf(hostname)?.namespace === namespace
    if (!isHeld) ledger.addListener({ hostname, namespace })
  }
}

type AnyClaim = SeenClaim | OtherClaim | UnreadableClaim

/**
 * Says how a claim holds its hostname. The text completes "the hostname is …" in a message to the
 * namespace `asker`.
 */
function describeHolder(claim: AnyClaim, asker: string): string {
  if ('problem' in claim) return 'held by a claim that cannot be read'
  const isOfThisPool = 'object' in claim
  const holder = isOfThisPool
    ? holderFor(asker, claim.object.spec.requestRef)
    : holderFor(asker, { namespace: claim.namespace, name: claim.request })
  if (claim.terminating) return `being given up by ${holder}, which takes some minutes`
  if (isOfThisPool) {
    const isReleased = claim.object.spec.releasedAt !== undefined
    return isReleased ? `being released by ${holder}` : `held by ${holder}`
  }
  const through = asker === claim.namespace ? ` through pool ${claim.poolName}` : ''
  return `held by ${holder}${through}`
}
