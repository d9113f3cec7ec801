import type { Problem } from '../../conditions/conditions.ts'
import { counted } from '../../text/counted.ts'
import type { Observation } from '../observe/observe.ts'

/**
 * The last tenth of a pool's places is for namespaces that have at most half of its places.
 * `maxHostnamesPerNamespace` is a quota in each domain, so a namespace that may use many domains
 * could otherwise fill the pool. A pool with fewer than ten places has no such reserve.
 */
const reserve = { places: 0.1, above: 0.5 }

/** How many hostnames fit into the pool when it has all its Gateways. */
function placesOf({ pool }: Observation): number {
  return pool.spec.capacity.maxGateways * pool.spec.capacity.maxHostnamesPerGateway
}

function reservedPlaces(seen: Observation): number {
  return Math.floor(reserve.places * placesOf(seen))
}

/**
 * Whether a namespace gets none of the free places.
 * @param has how many hostnames the namespace has in the pool
 * @param free how many places are left
 */
export function meetsReserve(seen: Observation, has: number, free: number): boolean {
  return has > reserve.above * placesOf(seen) && free <= reservedPlaces(seen)
}

/** The refusal of a newcomer whose namespace gets none of the free places. */
export function reservedForOthers(seen: Observation, namespace: string): Problem {
  const places = `${reservedPlaces(seen)} of ${counted(placesOf(seen), 'place')}`
  return {
    reason: 'PoolFull',
    message:
      `namespace ${namespace} has more than half of the places of pool ` +
      `${seen.pool.metadata.name}. The last ${places} are kept for other namespaces`
  }
}
