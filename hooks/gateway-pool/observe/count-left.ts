import type { Observation } from './observe.ts'

/** How many children the pool still has. Denials do not count, because they are removed last. */
export function countLeft(seen: Observation): number {
  const { gateways, configurations, targetGroups, routes } = seen
  const inNamespace = gateways.size + configurations.size + targetGroups.size + routes.size
  return inNamespace + seen.claims.length + seen.unreadableClaims.length
}
