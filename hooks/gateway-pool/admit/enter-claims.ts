import type { Holder } from '../../hostname/overlap-index.ts'
import { admittedBy, servesHostnames } from '../gateways/foreign-listeners.ts'
import { keeperListener } from '../observe/listener-names.ts'
import type { Observation, OtherClaim } from '../observe/observe.ts'
import type { SeenClaim, UnreadableClaim } from '../observe/read-claims.ts'
import { holderFor, type Ledger } from './ledger.ts'

/**
 * Enters all claims into the ledger, the older first.
 * @returns the readable claims of the pool that an older claim overlaps, with that older holder
 */
export function enterClaims(seen: Observation, ledger: Ledger): Map<SeenClaim, Holder> {
  const blocked = new Map<SeenClaim, Holder>()
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  for (const claim of claims.sort((a, b) => (a.age < b.age ? -1 : 1))) {
    const { hostname, namespace } = claim
    const rival = ledger.holderOf(hostname) ?? ledger.conflictWith(claim)
    if (rival !== undefined && 'certificate' in claim) blocked.set(claim, rival)
    ledger.add({
      hostname,
      namespace,
      describeHolder: asker => describeHolder(claim, asker),
      counts: 'object' in claim
    })
  }
  enterOpenListeners(seen, ledger)
  return blocked
}

/**
 * Enters listeners that still take routes of another namespace although their claim is gone. A
 * newcomer under such a listener would not be alone: the other namespace could answer in its place.
 */
function enterOpenListeners(seen: Observation, ledger: Ledger): void {
  const listeners = [...seen.listeners.values()].flat().filter(servesHostnames)
  for (const listener of listeners) {
    const { hostname, name } = listener
    if (hostname === undefined || name === keeperListener) continue
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    const isHeld = ledger.holderOf(hostname)?.namespace === namespace
    if (!isHeld) ledger.addListener({ hostname, namespace })
  }
}

type AnyClaim = SeenClaim | OtherClaim | UnreadableClaim

/** How a claim holds its hostname, to complete "it is …" in a message to the asker's namespace. */
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
