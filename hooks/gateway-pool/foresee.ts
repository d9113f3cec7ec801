import type { DomainClaim, DomainClaimSpec } from '../api/domain-claim.ts'
import type { GatewayPool } from '../api/gateway-pool.ts'
import type { DesiredObject } from '../api/objects.ts'
import { readPool } from '../api/read.ts'
import { advise } from '../conditions/advise.ts'
import type { Reason } from '../conditions/reasons.ts'
import type { SyncRequest } from '../wire/metacontroller.ts'
import { admit } from './admit/admit.ts'
import { viewGateways } from './gateways/gateway-view.ts'
import { observe, type PoolContext } from './observe/observe.ts'
import { place } from './place/place.ts'
import { renderNewClaim } from './render/render-claim.ts'

/** What a pool will answer a request. */
export type Foreseen =
  /** It gets a claim of its own. */
  | { is: 'placed'; claim: DesiredObject<DomainClaimSpec>; isNewGateway: boolean }
  /** It has a claim already, or takes one over. */
  | { is: 'held'; claim: DomainClaim }
  | { is: 'refused'; reason: Reason; message: string }
  /** The pool cannot be read, so it answers no request. */
  | { is: 'unanswered'; message: string }

/**
 * Says what a pool will answer requests, with the same stages as its sync, but for all requests at
 * once: an answer of a sync has a part of them only, if many wait. It is a pure function.
 * @returns the answers by the uid of the request
 * @throws {MissingGroup} if the hook request lacks a group of objects
 */
export function foresee(
  request: SyncRequest<GatewayPool>,
  context: PoolContext
): (uid: string) => Foreseen {
  const reading = readPool(request.parent)
  if (!reading.ok) return () => ({ is: 'unanswered', message: reading.problem })
  const seen = observe(request, reading.value, context)
  const gateways = viewGateways(seen)
  const { held, placed, refused } = place(seen, gateways, admit(seen, gateways))
  const existing = new Set(gateways.existing.map(({ name }) => name))
  return uid => {
    const own = held.find(({ request: ref, claim }) => ref?.uid === uid && !claim.terminating)
    if (own !== undefined) return { is: 'held', claim: own.claim.object }
    const newcomer = placed.find(({ request: { ref } }) => ref.uid === uid)
    if (newcomer !== undefined) {
      const isNewGateway = !existing.has(newcomer.gateway)
      return { is: 'placed', claim: renderNewClaim(seen, newcomer), isNewGateway }
    }
    const refusal = refused.find(({ ref }) => ref.uid === uid)
    if (refusal === undefined) return { is: 'unanswered', message: 'the pool does not see it' }
    const { reason, message } = refusal
    return { is: 'refused', reason, message: advise(reason, message) }
  }
}
