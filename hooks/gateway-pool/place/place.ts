import { counted } from '../../text/counted.ts'
import type { Admitted, Newcomer } from '../admit/admit.ts'
import type { Held } from '../admit/held.ts'
import type { RefusedRequest } from '../admit/refusal.ts'
import type { Observation } from '../observe/observe.ts'
import { type Slot, slotsOf, sortSlots } from './slots.ts'

/** A request and the Gateway that it gets. */
export type Placed = Newcomer & { gateway: string }

/** Where everything goes: the second stage. */
export type Placement = {
  /** Gateways that are wanted, in the order of their numbers. */
  gateways: readonly Slot[]
  /** Names of Gateways that are not wanted any more, but still there; their configurations stay. */
  leaving: readonly string[]
  held: readonly Held[]
  placed: readonly Placed[]
  /** Hostnames that would still fit. */
  free: number
  /** Refusals of the first stage, and of those for whom no Gateway has room. */
  refused: readonly RefusedRequest[]
  full: number
}

/**
 * Puts newcomers on the first Gateway that has room, in order, and moves nobody. Gateways that are
 * being deleted take nobody; a new one gets a name that nothing left over uses.
 */
export function place(seen: Observation, admitted: Admitted): Placement {
  const slots = slotsOf(seen, admitted.held)
  const { placed, unplaced } = firstFit(seen, slots, admitted.newcomers)
  const wanted = keepMinimum(seen, slots)
  const full = unplaced.map(({ request }) => ({ ...poolFull(seen), ref: request.ref }))
  return {
    gateways: wanted,
    leaving: slots.all.filter(slot => !wanted.includes(slot)).map(({ name }) => name),
    held: admitted.held,
    placed,
    free: freeOn(seen, slots.all.length - wanted.length, wanted),
    refused: [...admitted.refused, ...full],
    full: full.length
  }
}

type Slots = ReturnType<typeof slotsOf>

function firstFit(seen: Observation, slots: Slots, newcomers: readonly Newcomer[]) {
  const placed: Placed[] = []
  let next = 0
  for (const newcomer of newcomers) {
    while (next < slots.all.length && !hasRoom(slots.all[next], seen)) next += 1
    const slot = slots.all[next] ?? openGateway(seen, slots)
    if (slot === undefined) return { placed, unplaced: newcomers.slice(placed.length) }
    slot.occupied += 1
    slot.newcomers += 1
    placed.push({ ...newcomer, gateway: slot.name })
  }
  return { placed, unplaced: [] }
}

function hasRoom(slot: Slot | undefined, { pool }: Observation): boolean {
  return (
    slot !== undefined &&
    !slot.terminating &&
    !slot.frozen &&
    slot.occupied < pool.spec.capacity.maxHostnamesPerGateway
  )
}

/** One more Gateway, if there may be one more; those on their way out are ALBs too, and count. */
function openGateway({ pool }: Observation, slots: Slots): Slot | undefined {
  if (slots.all.length >= pool.spec.capacity.maxGateways) return undefined
  const slot = {
    name: slots.nextName(),
    terminating: false,
    frozen: false,
    claims: 0,
    newcomers: 0,
    occupied: 0
  }
  slots.all.push(slot)
  return slot
}

/** Gateways in use, and as many empty ones as the pool wants to keep. */
function keepMinimum(seen: Observation, slots: Slots): Slot[] {
  const least = seen.finalizing
    ? 0
    : Math.min(seen.pool.spec.capacity.minGateways, seen.pool.spec.capacity.maxGateways)
  const isUsed = (slot: Slot) => slot.claims + slot.newcomers > 0
  const wanted = slots.all.filter(isUsed)
  const empty = slots.all.filter(slot => !isUsed(slot) && !slot.terminating)
  wanted.push(...empty.slice(0, Math.max(0, least - wanted.length)))
  while (wanted.length < least) {
    const slot = openGateway(seen, slots)
    if (slot === undefined) break
    wanted.push(slot)
  }
  return sortSlots(wanted)
}

function freeOn(
  { pool, finalizing }: Observation,
  leaving: number,
  wanted: readonly Slot[]
): number {
  if (finalizing) return 0
  const { maxHostnamesPerGateway: most, maxGateways } = pool.spec.capacity
  const room = wanted.map(slot =>
    slot.terminating || slot.frozen ? 0 : Math.max(0, most - slot.occupied)
  )
  const further = Math.max(0, maxGateways - wanted.length - leaving)
  return room.reduce((sum, free) => sum + free, 0) + further * most
}

function poolFull({ pool }: Observation) {
  const { maxGateways, maxHostnamesPerGateway } = pool.spec.capacity
  const gateways = counted(maxGateways, 'Gateway')
  const hostnames = counted(maxHostnamesPerGateway, 'hostname')
  return {
    reason: 'PoolFull',
    message:
      `pool ${pool.metadata.name} has no room: it may have ${gateways} with ${hostnames} each. ` +
      'The request keeps its place in the queue'
  } as const
}
