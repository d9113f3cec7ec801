import type { KubernetesObject } from '../../api/objects.ts'
import type { Observation } from '../observe/observe.ts'
import type { Configuration } from '../observe/read-gateways.ts'

/**
 * Whether a Gateway exists whose configuration is being deleted. Nothing can undo this deletion,
 * and the finalizer of the load balancer controller keeps the configuration for as long as the
 * Gateway refers to it. Metacontroller does not change a configuration that is being deleted. So
 * the load balancer can neither get nor lose a certificate.
 */
export function isFrozen(
  gateway: KubernetesObject | undefined,
  configuration: KubernetesObject | undefined
): boolean {
  return gateway !== undefined && isGoing(configuration)
}

/**
 * Whether a Gateway cannot be created yet, because the configuration of a deleted Gateway of its
 * name is still being deleted. The load balancer controller removes its finalizer from the
 * configuration when it next looks, which may be minutes after the Gateway is gone. A new Gateway
 * that came before would refer to the configuration, and so keep it, frozen, for as long as the new
 * Gateway exists.
 */
export function isHeldBack(
  gateway: KubernetesObject | undefined,
  configuration: KubernetesObject | undefined
): boolean {
  return gateway === undefined && isGoing(configuration)
}

function isGoing(configuration: KubernetesObject | undefined): boolean {
  return configuration?.metadata.deletionTimestamp !== undefined
}

/** After a configuration was created, the caches may lack its Gateway for as long as this. */
const newForMs = 60_000

/**
 * Names of very new configurations whose Gateway is not observed. The Gateway may exist, although
 * the caches do not show it yet. If the answer left out such a configuration, Metacontroller would
 * delete the configuration of that Gateway. So these configurations have to stay in the answer.
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
