import type { Held } from '../admit/held.ts'
import { isFrozen } from '../gateways/frozen.ts'
import type { Observation } from '../observe/observe.ts'
import { countUnowned, gatewayNameOf } from './occupancy.ts'

/** One Gateway of the pool, there or wanted, and how full it is. */
export type Slot = {
  name: string
  /** It is being deleted. */
  terminating: boolean
  /** Its configuration is being deleted: nothing about its certificates can change. */
  frozen: boolean
  /** Claims on it, terminating and unreadable ones included. */
  claims: number
  newcomers: number
  /** Room taken: claims, newcomers, and what else is on it. */
  occupied: number
}

/** The Gateways of the pool, in the order of their numbers, and names for further ones. */
export type Slots = { all: Slot[]; nextName: () => string }

/** Gateways that are there, and those that claims name (one deleted by hand comes back). */
export function slotsOf(seen: Observation, held: readonly Held[]): Slots {
  const hostnames = hostnamesByGateway(seen, held)
  const unreadable = unreadableByGateway(seen)
  const names = new Set([...seen.gateways.keys(), ...hostnames.keys(), ...unreadable.keys()])
  const all = [...names].map(name => {
    const mine = hostnames.get(name) ?? new Set<string>()
    const occupied = mine.size + countUnowned(name, mine, seen)
    const terminating = seen.gateways.get(name)?.metadata.deletionTimestamp !== undefined
    const frozen = isFrozen(name, seen)
    return {
      name,
      terminating,
      frozen,
      claims: mine.size + (unreadable.get(name) ?? 0),
      newcomers: 0,
      occupied
    }
  })
  return { all: sortSlots(all), nextName: namesFor(seen, names) }
}

/** Slots by number; names that are not of our making come last. */
export function sortSlots(slots: readonly Slot[]): Slot[] {
  return [...slots].sort(
    (a, b) => numberOf(a.name) - numberOf(b.name) || (a.name < b.name ? -1 : 1)
  )
}

function numberOf(name: string): number {
  const digits = /-([0-9]{1,6})$/.exec(name)?.[1]
  return digits === undefined ? 1e6 : Number(digits)
}

function hostnamesByGateway(seen: Observation, held: readonly Held[]): Map<string, Set<string>> {
  const byGateway = new Map<string, Set<string>>()
  for (const { claim } of held) {
    const { namespace, name } = claim.object.spec.gatewayRef
    if (namespace !== seen.pool.spec.gatewayNamespace) continue
    const hostnames = byGateway.get(name) ?? new Set()
    byGateway.set(name, hostnames.add(claim.hostname))
  }
  return byGateway
}

function unreadableByGateway(seen: Observation): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { object } of seen.unreadableClaims) {
    const name = gatewayNameOf(object.spec)
    if (typeof name === 'string' && seen.gateways.has(name))
      counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/**
 * Names for new Gateways: `<pool>-<n>`, the smallest n that is free. A Gateway on its way out, or one
 * whose configuration is left over, still has its name.
 */
function namesFor(seen: Observation, taken: ReadonlySet<string>): () => string {
  const used = new Set([...taken, ...seen.configurations.keys(), ...seen.targetGroups.keys()])
  const prefix = `${seen.pool.spec.gatewayNamespace}/`
  for (const { gateway } of seen.otherClaims)
    if (gateway.startsWith(prefix)) used.add(gateway.slice(prefix.length))
  let number = 0
  return () => {
    do number += 1
    while (used.has(`${seen.pool.metadata.name}-${number}`))
    return `${seen.pool.metadata.name}-${number}`
  }
}
