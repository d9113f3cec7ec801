import type { Holder } from '../../hostname/overlap-index.ts'
import { admittedBy, servesHostnames } from '../gateways/foreign-listeners.ts'
import { keeperListener } from '../observe/listener-names.ts'
import type { Observation, OtherClaim } from '../observe/observe.ts'
import type { SeenClaim, UnreadableClaim } from '../observe/read-claims.ts'
import { holderFor, type Ledger } from './ledger.ts'

/** Enters all claims into the ledger, the older first, and finds those that overlap an older one's. */
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
  addOpenListeners(seen, ledger)
  return blocked
}

/**
 * Nobody is admitted under a listener that still takes another namespace's routes, though its claim is gone: it
 * would answer in the newcomer's place.
 */
function addOpenListeners(seen: Observation, ledger: Ledger): void {
  for (const listener of [...seen.listeners.values()].flat().filter(servesHostnames)) {
    const { hostname, name } = listener
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    if (
      hostname === undefined ||
      name === keeperListener ||
      ledger.holderOf(hostname)?.namespace === namespace
    )
      continue
    ledger.addListener({ hostname, namespace })
  }
}

function describeHolder(claim: SeenClaim | OtherClaim | UnreadableClaim, asker: string): string {
  if ('problem' in claim) return 'held by a claim that cannot be read'
  const isOurs = 'object' in claim
  const { namespace, name } = isOurs
    ? claim.object.spec.requestRef
    : { namespace: claim.namespace, name: claim.request }
  const who = holderFor(asker, { namespace, name })
  if (claim.terminating) return `being given up by ${who}, which takes some minutes`
  if (!isOurs)
    return asker === namespace ? `held by ${who} through pool ${claim.poolName}` : `held by ${who}`
  return claim.object.spec.releasedAt === undefined ? `held by ${who}` : `being released by ${who}`
}
