import type { Problem } from '../../conditions/conditions.ts'
import { claimName } from '../../hostname/claim-name.ts'
import { countByNamespace, inTurn } from '../../in-turn.ts'
import { counted } from '../../text/counted.ts'
import type { Admitted, Newcomer } from '../admit/admit.ts'
import type { Held } from '../admit/held.ts'
import type { RefusedRequest } from '../admit/refusal.ts'
import type { Shares } from '../admit/shares.ts'
import type { GatewayView, GatewayViews } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import { meetsReserve, reservedForOthers } from './reserve.ts'
import { type Slot, type Slots, slotsOf, sortSlots } from './slots.ts'

/** An admitted request, and the name of the Gateway that it gets. */
export type Placed = Newcomer & { gateway: string }

/** What the second stage decides: which Gateways there are, and which hostname goes where. */
export type Placement = {
  /** Gateways that are wanted, in the order of their numbers. */
  gateways: readonly Slot[]
  /**
   * Gateways that exist but are not wanted any more. Their configurations stay until they are gone.
   */
  leaving: readonly GatewayView[]
  held: readonly Held[]
  placed: readonly Placed[]
  /** How many more hostnames would fit. */
  free: number
  /** Requests refused by the first stage, and those for which no Gateway has room. */
  refused: readonly RefusedRequest[]
  /** How many requests wait for room. */
  full: number
  shares: Shares
}

/**
 * Puts each newcomer on the first Gateway that has room. The namespaces take turns: a place goes to
 * the namespace that has the fewest hostnames in the pool, and to its oldest request. A hostname
 * that has a Gateway never moves. A Gateway takes no newcomers while the Gateway or its
 * configuration is being deleted, nor if it cannot be created yet. A new Gateway gets a name that
 * nothing uses.
 */
export function place(seen: Observation, gateways: GatewayViews, admitted: Admitted): Placement {
  const slots = slotsOf(seen, gateways, admitted.held)
  const { placed, unplaced } = firstFit(seen, slots, admitted)
  const wanted = keepMinimum(seen, slots)
  const leaving = slots.all.filter(slot => !wanted.includes(slot))
  return {
    gateways: wanted,
    leaving: leaving.map(({ gateway }) => gateway),
    held: admitted.held,
    placed,
    free: countFree(seen, leaving.length, wanted),
    refused: [...admitted.refused, ...unplaced],
    full: unplaced.length,
    shares: admitted.shares
  }
}

function firstFit(seen: Observation, slots: Slots, { held, newcomers }: Admitted) {
  const has = countByNamespace(held, ({ claim }) => claim.namespace)
  const places = openPlaces(seen, slots)
  const placed: Placed[] = []
  const refused: RefusedRequest[] = []
  const given = new Map<string, number>()
  for (const newcomer of inTurn(newcomers, namespaceOf, has)) {
    const namespace = namespaceOf(newcomer)
    const hostnames = has(namespace) + (given.get(namespace) ?? 0)
    const isReserved = places.free > 0 && meetsReserve(seen, hostnames, places.free)
    const again = placeOfBefore(newcomer, seen, slots)
    const gateway = again ?? (isReserved ? undefined : places.take())
    if (gateway !== undefined) {
      given.set(namespace, (given.get(namespace) ?? 0) + 1)
      placed.push({ ...newcomer, gateway })
    } else {
      const refusal = isReserved ? reservedForOthers(seen, namespace) : poolFull(seen)
      refused.push({ ...refusal, ref: newcomer.request.ref })
    }
  }
  return { placed, unplaced: refused }
}

/**
 * The Gateway on which the newcomer was placed a moment ago, if its claim is not shown yet. Its
 * place is taken already.
 */
function placeOfBefore({ request }: Newcomer, seen: Observation, slots: Slots): string | undefined {
  const gateway = seen.placedBefore.get(claimName(request.hostname))
  const slot = slots.all.find(({ gateway: { name } }) => name === gateway)
  if (slot === undefined || takesNobody(slot.gateway)) return undefined
  slot.newcomers += 1
  return slot.gateway.name
}

/** The free places of the pool: how many there are, and a way to take the first of them. */
function openPlaces(seen: Observation, slots: Slots) {
  const places = { free: countFree(seen, 0, slots.all), take }
  let next = 0
  /** @returns the name of the Gateway; `undefined` if no place is left */
  function take(): string | undefined {
    while (next < slots.all.length && roomOn(slots.all[next], seen) === 0) next += 1
    const slot = slots.all[next] ?? openGateway(seen, slots)
    if (slot === undefined) return undefined
    places.free -= 1
    slot.occupied += 1
    slot.newcomers += 1
    return slot.gateway.name
  }
  return places
}

function namespaceOf({ request }: Newcomer): string {
  return request.ref.namespace
}

/** Whether a newcomer would have to wait on this Gateway, however much room it has. */
function takesNobody({ terminating, frozen, heldBack }: GatewayView): boolean {
  return terminating || frozen || heldBack
}

/** How many newcomers a Gateway can take. */
function roomOn(slot: Slot | undefined, { pool }: Observation): number {
  if (slot === undefined || takesNobody(slot.gateway)) return 0
  return Math.max(0, pool.spec.capacity.maxHostnamesPerGateway - slot.occupied)
}

/**
 * Opens one more Gateway, if the pool may have one more. A Gateway that is being deleted counts,
 * because it still has a load balancer.
 */
function openGateway({ pool }: Observation, slots: Slots): Slot | undefined {
  return slots.all.length < pool.spec.capacity.maxGateways ? slots.openNew() : undefined
}

/** The wanted Gateways: those in use, and empty ones if fewer than `minGateways` are in use. */
function keepMinimum(seen: Observation, slots: Slots): Slot[] {
  const { minGateways, maxGateways } = seen.pool.spec.capacity
  const least = seen.finalizing ? 0 : Math.min(minGateways, maxGateways)
  const isUsed = (slot: Slot) => slot.claims + slot.newcomers > 0
  const wanted = slots.all.filter(isUsed)
  const empty = slots.all.filter(slot => !isUsed(slot) && !slot.gateway.terminating)
  wanted.push(...empty.slice(0, Math.max(0, least - wanted.length)))
  while (wanted.length < least) {
    const slot = openGateway(seen, slots)
    if (slot === undefined) break
    wanted.push(slot)
  }
  return sortSlots(wanted)
}

/** How many more hostnames fit: on the wanted Gateways, and on those that may still be opened. */
function countFree(seen: Observation, leaving: number, wanted: readonly Slot[]): number {
  if (seen.finalizing) return 0
  const { maxHostnamesPerGateway, maxGateways } = seen.pool.spec.capacity
  const onWanted = wanted.reduce((sum, slot) => sum + roomOn(slot, seen), 0)
  const further = Math.max(0, maxGateways - wanted.length - leaving)
  return onWanted + further * maxHostnamesPerGateway
}

function poolFull({ pool }: Observation): Problem {
  const { maxGateways, maxHostnamesPerGateway } = pool.spec.capacity
  const gateways = counted(maxGateways, 'Gateway')
  const hostnames = counted(maxHostnamesPerGateway, 'hostname')
  return {
    reason: 'PoolFull',
    message:
      `pool ${pool.metadata.name} has no room: it may have ${gateways} with ${hostnames} each. ` +
      'The next place goes to the namespace that has the fewest hostnames, and to its oldest request'
  }
}
