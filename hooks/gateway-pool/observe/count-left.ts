import type { Observation } from './observe.ts'

/** How many children a pool has, its refusals aside: those do not hold its deletion up. */
export function countLeft(seen: Observation): number {
  const { gateways, configurations, targetGroups, routes } = seen
  const rendered = [gateways, configurations, targetGroups, routes].reduce(
    (sum, { size }) => sum + size,
    0
  )
  return rendered + seen.claims.length + seen.unreadableClaims.length
}
