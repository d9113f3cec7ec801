import type { DomainClaimSpec } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import type { NewEvent, ObjectRef } from './new-event.ts'
import { refToRequest } from './refs.ts'

/** The part of a claim's spec that says who holds the hostname, and whether it is released. */
export type Holding = Pick<DomainClaimSpec, 'hostname' | 'requestRef' | 'releasedAt'>

/** A claim of a pool, as it was told last and as the pool wants it now. */
export type HoldingChange = { claim: ObjectRef; before: Holding; after: Holding }

/**
 * What a pool has done with a hostname whose request has gone or come back.
 *
 * | before   | now      | request | told                                   |
 * |----------|----------|---------|----------------------------------------|
 * | any      | released | any     | Released, once for each release        |
 * | any      | held     | another | HandedOver, to the new request         |
 * | released | held     | same    | nothing: the request was never gone    |
 * | held     | held     | same    | nothing                                |
 *
 * @param graceSeconds how long a released hostname keeps working
 */
export function releaseEvents(change: HoldingChange, graceSeconds: number): NewEvent[] {
  const { before, after } = change
  if (after.releasedAt !== undefined)
    return before.releasedAt === undefined ? released(change, graceSeconds) : []
  return before.requestRef.uid === after.requestRef.uid ? [] : handedOver(change)
}

function released({ claim, after }: HoldingChange, graceSeconds: number): NewEvent[] {
  const { hostname, requestRef, releasedAt } = after
  const { namespace, name } = requestRef
  const end = timestamp(Date.parse(releasedAt ?? '') + graceSeconds * 1000)
  const note =
    `The request ${namespace}/${name} for ${hostname} is gone. The hostname keeps working until ` +
    `${end}. A request of namespace ${namespace} for it takes it over without an outage until ` +
    'then. After that its records and its certificate are removed'
  return onBoth({ type: 'Normal', reason: 'Released', action: 'Release', note }, claim, after)
}

function handedOver({ claim, before, after }: HoldingChange): NewEvent[] {
  const from = `${before.requestRef.namespace}/${before.requestRef.name}`
  const to = `${after.requestRef.namespace}/${after.requestRef.name}`
  const whom = from === to ? `${to}, which was made again` : `${to}. It was held for ${from}`
  const note = `${after.hostname} is now held for the request ${whom}. It has kept working`
  return onBoth({ type: 'Normal', reason: 'HandedOver', action: 'HandOver', note }, claim, after)
}

/** The same event on the claim and on its request. */
function onBoth(event: Omit<NewEvent, 'regarding'>, claim: ObjectRef, after: Holding): NewEvent[] {
  const request = refToRequest(after)
  return [
    { ...event, regarding: claim, related: request },
    { ...event, regarding: request, related: claim }
  ]
}
