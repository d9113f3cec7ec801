import type { KubernetesObject } from '../../api/objects.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { listed } from '../../text/listed.ts'
import { gatewayNames } from './gateway-names.ts'
import type { NewEvent } from './new-event.ts'
import { noteOf } from './note.ts'
import type { OwnReason } from './own-reasons.ts'
import { refTo } from './refs.ts'
import { type Change, summaryChanged } from './transitions.ts'
import { stalls } from './worth-telling.ts'

/**
 * What happened to a pool: what its conditions say that waits for a person, Ready, and its
 * Gateways. A Gateway that is only being built is no news: its pool says it for minutes each time.
 * @param before the status that was told last
 */
export function poolEvents(
  pool: KubernetesObject,
  before: unknown,
  status: unknown,
  isFinished: boolean
): NewEvent[] {
  const regarding = refTo(pool)
  const change = { regarding, before: readConditions(before), after: readConditions(status) }
  if (isFinished) return [goneWith(regarding)]
  return [
    ...['Accepted', 'GatewaysReady', 'CapacityAvailable'].flatMap(type => trouble(change, type)),
    ...shareUsedUp(change),
    ...gatewaysChanged(regarding, before, status),
    ...summaryChanged(change, 'Ready').filter(({ reason }) => reason === 'Ready')
  ]
}

/** A condition that began to wait for a person, or that has another reason to do so. */
function trouble(change: Change, type: string): NewEvent[] {
  const now = conditionOf(change.after, type)
  if (now === undefined || now.status === 'True' || !stalls(now.reason)) return []
  const last = conditionOf(change.before, type)
  return last?.status !== 'True' && last?.reason === now.reason ? [] : [warning(change, now)]
}

/** `ShareUsedUp` is True when something is wrong, and absent otherwise. */
function shareUsedUp(change: Change): NewEvent[] {
  const now = conditionOf(change.after, 'ShareUsedUp')
  const was = conditionOf(change.before, 'ShareUsedUp')
  return now === undefined || was !== undefined ? [] : [warning(change, now)]
}

function warning(
  { regarding }: Change,
  { reason, message }: { reason: string; message: string }
): NewEvent {
  const note = noteOf(reason, message)
  return { type: 'Warning', reason, action: 'Observe', note, regarding }
}

function gatewaysChanged(
  regarding: NewEvent['regarding'],
  before: unknown,
  status: unknown
): NewEvent[] {
  const [were, are] = [gatewayNames(before), gatewayNames(status)]
  const added = are.filter(name => !were.includes(name))
  const removed = were.filter(name => !are.includes(name))
  const told = (reason: OwnReason, note: string) =>
    ({ type: 'Normal', reason, action: 'Provision', note, regarding }) as const
  return [
    ...(added.length === 0
      ? []
      : [told('GatewayAdded', `Gateway ${listed(added)}: each is a load balancer of its own`)]),
    ...(removed.length === 0
      ? []
      : [told('GatewayRemoved', `Gateway ${listed(removed)}: no hostname was left on it`)])
  ]
}

function goneWith(regarding: NewEvent['regarding']): NewEvent {
  const note = 'Nothing of the pool is left'
  return { type: 'Normal', reason: 'Gone', action: 'Remove', note, regarding }
}
