import type { Observation } from '../observe/observe.ts'

/**
 * Whether the Gateway's configuration is being deleted. The load balancer controller's finalizer keeps it for as long
 * as the Gateway refers to it, Metacontroller changes nothing that is Terminating, and nothing takes a deletion back:
 * no certificate gets on this load balancer any more, and none off.
 */
export function isFrozen(gateway: string, seen: Observation): boolean {
  const configuration = seen.configurations.get(gateway)?.object.metadata
  return seen.gateways.has(gateway) && configuration?.deletionTimestamp !== undefined
}

/** For how long caches may show a new configuration and not yet the Gateway that came after it. Milliseconds. */
const newFor = 60_000

/**
 * Configurations that are so new that the Gateway which refers to them may be there unseen: left out, they would be
 * deleted under it.
 */
export function newConfigurations({
  configurations,
  gateways,
  finalizing,
  now
}: Observation): string[] {
  if (finalizing) return []
  const isNew = (created: string | undefined) => now - Date.parse(created ?? '') < newFor
  return [...configurations]
    .filter(([name, { object }]) => !gateways.has(name) && isNew(object.metadata.creationTimestamp))
    .map(([name]) => name)
}
