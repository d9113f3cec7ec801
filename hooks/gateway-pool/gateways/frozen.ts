import type { KubernetesObject } from '../../api/objects.ts'
import type { Observation } from '../observe/observe.ts'
import type { Configuration } from '../observe/read-gateways.ts'

/**
 * Whether a Gateway exists but its configuration is being deleted. The finalizer of the load
 * balancer controller keeps the configuration for as long as the Gateway refers to it. Meanwhile
 * Metacontroller does not change it, and nothing can undo the deletion: no certificate gets on this
 * load balancer any more, and none gets off.
 */
export function isFrozen(
  gateway: KubernetesObject | undefined,
  configuration: Configuration | undefined
): boolean {
  return gateway !== undefined && configuration?.object.metadata.deletionTimestamp !== undefined
}

/** How long caches may show a new configuration before they show the Gateway that refers to it. */
const newForMs = 60_000

/**
 * Names of configurations without a Gateway that are very new. Their Gateway may exist unseen, and
 * leaving the configuration out of the answer would delete it under that Gateway.
 */
export function newConfigurations({
  configurations,
  gateways,
  finalizing,
  now
}: Observation): string[] {
  if (finalizing) return []
  const isNew = ({ object }: Configuration) =>
    now - Date.parse(object.metadata.creationTimestamp ?? '') < newForMs
  const found = [...configurations].filter(
    ([name, configuration]) => !gateways.has(name) && isNew(configuration)
  )
  return found.map(([name]) => name)
}
