import type { GatewayPool, GatewayPoolStatus } from '../api/gateway-pool.ts'
import { readPool } from '../api/read.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { admit } from './admit/admit.ts'
import { attach } from './attach/attach.ts'
import { viewGateways } from './gateways/gateway-view.ts'
import { countLeft } from './observe/count-left.ts'
import { type Observation, observe, type PoolContext } from './observe/observe.ts'
import { place } from './place/place.ts'
import { batch } from './render/batch.ts'
import { render } from './render/render.ts'
import { askAgainAfter } from './report/resync.ts'
import { statusOf } from './report/status.ts'
import { answerUnreadable } from './report/unreadable-pool.ts'

/**
 * Answers a sync or finalize request for a pool in four stages: admit → place → attach → render. It
 * is a pure function of the request and the context.
 * @throws {MissingGroup} if the request lacks a group of objects. Metacontroller deletes every
 * child that an answer leaves out. So the whole request has to fail: an answer to a partial request
 * would delete children that are wanted.
 */
export function syncPool(
  request: SyncRequest<GatewayPool>,
  context: PoolContext
): SyncResponse<GatewayPoolStatus> {
  const reading = readPool(request.parent)
  if (!reading.ok) return answerUnreadable(request, reading.problem, context.now)
  const seen = observe(request, reading.value, context)
  const gateways = viewGateways(seen)
  const admitted = admit(seen, gateways)
  const placement = place(seen, gateways, admitted)
  const attachments = attach(seen, placement)
  const { children, postponed } = batch(seen, render(seen, placement, attachments))
  return {
    status: statusOf(seen, placement, attachments, admitted.brake),
    children,
    resyncAfterSeconds: askAgainAfter(seen, placement, postponed),
    ...(isFinalized(seen, children.length) ? { finalized: true } : {})
  }
}

/** Whether nothing is left of a pool that is being deleted: no child exists, and none is wanted. */
function isFinalized(seen: Observation, wanted: number): boolean {
  return seen.finalizing && wanted + countLeft(seen) + seen.denials.size === 0
}
