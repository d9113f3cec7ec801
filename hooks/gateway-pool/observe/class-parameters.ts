import { fieldOf } from '../../api/field-of.ts'
import { gatewayGroup } from '../../api/gateway-api.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { groupedObjects } from '../../wire/groups.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { httpsPort, listOf } from './read-gateways.ts'

/** The version of Gateway API in which a pool reads its GatewayClass. */
export const gatewayVersion = `${gatewayGroup}/v1`

/** The attribute that keeps AWS and the load balancer controller from deleting a load balancer. */
const protection = 'deletion_protection.enabled'

/**
 * The LoadBalancerConfiguration that a GatewayClass names in `spec.parametersRef`. Unless it says
 * otherwise, the load balancer controller prefers it to the configurations of the pool.
 */
export type ClassParameters = {
  /** The class and its configuration, for a message. */
  words: string
  /** Whether the configuration says `mergingMode: prefer-gateway`. */
  prefersGateway: boolean
  scheme: string | undefined
  /** Whether it has an entry of its own for the port on which the pool's certificates are. */
  hasHTTPS: boolean
  deletionProtection: DeletionProtection
}

/** What a configuration says about deletion protection; `undefined` when it says nothing. */
type DeletionProtection = boolean | undefined

/**
 * Reads the parameters of the pool's GatewayClass. `undefined` if the class has none, or if they
 * are not known: after an upgrade Metacontroller may still ask as an older customize hook said, and
 * then the groups of these objects are absent.
 */
export function classParametersOf(
  { related }: SyncRequest<unknown>,
  { spec }: GatewayPool,
  version: string
): ClassParameters | undefined {
  const classes = groupedObjects(related, 'GatewayClass', gatewayVersion) ?? []
  const own = classes.find(({ metadata }) => metadata.name === spec.gatewayClassName)
  const ref = fieldOf(own?.spec, 'parametersRef')
  if (fieldOf(ref, 'group') !== loadBalancerGroup) return undefined
  const configurations = groupedObjects(related, 'LoadBalancerConfiguration', version) ?? []
  const configuration = configurations.find(
    ({ metadata }) =>
      metadata.name === fieldOf(ref, 'name') && metadata.namespace === fieldOf(ref, 'namespace')
  )
  return configuration && readParameters(spec.gatewayClassName, configuration)
}

function readParameters(
  gatewayClass: string,
  { metadata, spec }: KubernetesObject
): ClassParameters {
  const scheme = fieldOf(spec, 'scheme')
  const listeners = listOf(fieldOf(spec, 'listenerConfigurations'))
  const { namespace, name } = metadata
  return {
    words:
      `GatewayClass ${gatewayClass} names LoadBalancerConfiguration ${namespace}/${name} ` +
      'in its parametersRef',
    prefersGateway: fieldOf(spec, 'mergingMode') === 'prefer-gateway',
    scheme: typeof scheme === 'string' ? scheme : undefined,
    hasHTTPS: listeners.some(listener => fieldOf(listener, 'protocolPort') === httpsPort),
    deletionProtection: deletionProtectionOf(spec)
  }
}

/** What the spec of a LoadBalancerConfiguration says about deletion protection. */
export function deletionProtectionOf(spec: unknown): DeletionProtection {
  const attributes = listOf(fieldOf(spec, 'loadBalancerAttributes'))
  const found = attributes.find(attribute => fieldOf(attribute, 'key') === protection)
  return found === undefined ? undefined : fieldOf(found, 'value') === 'true'
}
