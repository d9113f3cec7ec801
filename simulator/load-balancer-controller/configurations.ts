import type { LoadBalancerConfiguration, LoadBalancerSettings } from './types.ts'

/**
 * Merges the configuration that a GatewayClass names with the configuration that its Gateway names.
 * Unless the configuration of the class says `mergingMode: prefer-gateway`, each field of the class
 * wins. An entry of `listenerConfigurations` is one field: the entry of the class for a port
 * replaces the Gateway's entry for that port whole. Attributes are merged by their keys.
 */
export function mergeConfigurations(
  ofClass: LoadBalancerConfiguration | undefined,
  ofGateway: LoadBalancerConfiguration | undefined
): LoadBalancerSettings {
  const prefersGateway = ofClass?.spec.mergingMode === 'prefer-gateway'
  const [low, high] = prefersGateway ? [ofClass, ofGateway] : [ofGateway, ofClass]
  return mergeSpecs(low?.spec ?? {}, high?.spec ?? {})
}

function mergeSpecs(low: LoadBalancerSettings, high: LoadBalancerSettings): LoadBalancerSettings {
  const { listenerConfigurations: lowListeners, loadBalancerAttributes: lowAttributes } = low
  const { listenerConfigurations: highListeners, loadBalancerAttributes: highAttributes } = high
  return {
    ...low,
    ...high,
    listenerConfigurations: mergeByKey(lowListeners, highListeners, entry => entry.protocolPort),
    loadBalancerAttributes: mergeByKey(lowAttributes, highAttributes, entry => entry.key)
  }
}

function mergeByKey<T>(
  low: readonly T[] | undefined = [],
  high: readonly T[] | undefined = [],
  keyOf: (entry: T) => string
): readonly T[] {
  return [...new Map([...low, ...high].map(entry => [keyOf(entry), entry])).values()]
}

/** Whether the attributes of a load balancer protect it from deletion. */
export function isDeleteProtected({ loadBalancerAttributes = [] }: LoadBalancerSettings): boolean {
  const key = 'deletion_protection.enabled'
  return loadBalancerAttributes.some(entry => entry.key === key && entry.value === 'true')
}
