import type { Held } from '../admit/held.ts'
import type { GatewayView, GatewayViews } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import { countUnowned } from './occupancy.ts'

/** One Gateway of the pool, existing or wanted, and how full it is. */
export type Slot = {
  gateway: GatewayView
  /** Claims on it, terminating and unreadable ones included. */
  claims: number
  newcomers: number
  /**
   * How much room is taken by claims, by newcomers, by claims that are not shown yet, and by
   * everything else on the Gateway.
   */
  occupied: number
}

/** The Gateways of the pool in the order of their numbers, and a way to open another one. */
export type Slots = { all: Slot[]; openNew: () => Slot }

/**
 * Collects the Gateways that exist, and those that claims name. If somebody deletes a Gateway that
 * claims name, the pool makes it again.
 */
export function slotsOf(seen: Observation, gateways: GatewayViews, held: readonly Held[]): Slots {
  const claimed = hostnamesByGateway(held, seen.pool.spec.gatewayNamespace)
  const unseen = unseenPlaces(seen)
  const existing = gateways.existing.map(({ name }) => name)
  const names = new Set([...existing, ...claimed.keys(), ...unseen.keys()])
  const all = sortSlots(
    [...names].map(name => {
      const slot = slotOf(gateways.of(name), claimed.get(name) ?? new Set())
      return { ...slot, occupied: slot.occupied + (unseen.get(name) ?? 0) }
    })
  )
  const nextName = nameGenerator(seen, names)
  const openNew = () => {
    const slot = { gateway: gateways.of(nextName()), claims: 0, newcomers: 0, occupied: 0 }
    all.push(slot)
    return slot
  }
  return { all, openNew }
}

function slotOf(gateway: GatewayView, hostnames: ReadonlySet<string>): Slot {
  const unreadable = gateway.exists ? gateway.unreadableClaims.length : 0
  return {
    gateway,
    claims: hostnames.size + unreadable,
    newcomers: 0,
    occupied: hostnames.size + countUnowned(gateway, hostnames)
  }
}

/**
 * How many places of each Gateway are taken by claims that this process has placed, and that the
 * request of Metacontroller does not show yet.
 */
function unseenPlaces(seen: Observation): ReadonlyMap<string, number> {
  const shown = new Set([
    ...seen.claims.map(({ name }) => name),
    ...seen.unreadableClaims.map(({ object }) => object.metadata.name)
  ])
  const places = new Map<string, number>()
  for (const [claim, gateway] of seen.placedBefore)
    if (!shown.has(claim)) places.set(gateway, (places.get(gateway) ?? 0) + 1)
  return places
}

/** Sorts slots by the number in the names of their Gateways. Names without a number come last. */
export function sortSlots(slots: readonly Slot[]): Slot[] {
  return [...slots].sort(({ gateway: a }, { gateway: b }) => {
    return numberOf(a.name) - numberOf(b.name) || (a.name < b.name ? -1 : 1)
  })
}

function numberOf(name: string): number {
  const digits = /-([0-9]{1,6})$/.exec(name)?.[1]
  return digits === undefined ? 1e6 : Number(digits)
}

function hostnamesByGateway(
  held: readonly Held[],
  gatewayNamespace: string
): Map<string, Set<string>> {
  const byGateway = new Map<string, Set<string>>()
  for (const { claim } of held) {
    const { namespace, name } = claim.object.spec.gatewayRef
    if (namespace !== gatewayNamespace) continue
    const hostnames = byGateway.get(name) ?? new Set()
    byGateway.set(name, hostnames.add(claim.hostname))
  }
  return byGateway
}

/**
 * Names new Gateways: `<pool>-<n>`, with the smallest free n. A new Gateway must not get what an
 * old one left behind. So a name is not free while a Gateway of that name still exists, while a
 * configuration of that name exists, or while a claim names that Gateway.
 */
function nameGenerator(seen: Observation, taken: ReadonlySet<string>): () => string {
  const prefix = `${seen.pool.spec.gatewayNamespace}/`
  const ofOthers = seen.otherClaims
    .map(({ gateway }) => gateway)
    .filter(gateway => gateway.startsWith(prefix))
    .map(gateway => gateway.slice(prefix.length))
  const { configurations, targetGroups } = seen
  const used = new Set([...taken, ...configurations.keys(), ...targetGroups.keys(), ...ofOthers])
  let number = 0
  return () => {
    do number += 1
    while (used.has(`${seen.pool.metadata.name}-${number}`))
    return `${seen.pool.metadata.name}-${number}`
  }
}
