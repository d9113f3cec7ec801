import type { Observation } from './observe.ts'

/** How many children the pool still has. Denials do not count: they do not delay its deletion. */
export function countLeft(seen: Observation): number {
  const { gateways, configurations, targetGroups, routes } = seen
  const inNamespace = gateways.size + configurations.size + targetGroups.size + routes.size
  return inNamespace + seen.claims.length + seen.unreadableClaims.length
}
