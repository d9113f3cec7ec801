import type { Problem } from '../../conditions/conditions.ts'
import { deletionProtectionOf } from '../observe/class-parameters.ts'
import type { Observation } from '../observe/observe.ts'
import { type Configuration, httpsPort } from '../observe/read-gateways.ts'

/**
 * The scheme that the parameters of the GatewayClass force upon the pool; `undefined` if they leave
 * the pool its own. It is known before there is a load balancer.
 */
export function overriddenScheme({ pool, classParameters }: Observation): Problem | undefined {
  const { scheme, prefersGateway = true, words } = classParameters ?? {}
  const wanted = pool.spec.loadBalancer.scheme
  if (prefersGateway || scheme === undefined || scheme === wanted) return undefined
  const effect = `scheme ${scheme} there replaces ${wanted} of pool ${pool.metadata.name}`
  return { reason: 'SchemeMismatch', message: `${words}, and ${effect}` }
}

/**
 * Where the deletion protection of a load balancer comes from, in words; `undefined` if the load
 * balancer has none. With protection, the load balancer controller keeps its finalizer on a Gateway
 * that is being deleted.
 */
export function protectionOf(
  { classParameters }: Observation,
  configuration: Configuration | undefined
): string | undefined {
  const { deletionProtection: ofClass, prefersGateway = true, words } = classParameters ?? {}
  const own = deletionProtectionOf(configuration?.object.spec)
  const isOwn = prefersGateway ? own !== undefined : ofClass === undefined
  if (!(isOwn ? own : ofClass)) return undefined
  return isOwn ? 'spec.loadBalancer.attributes of the pool' : `the parameters: ${words}`
}

/**
 * The entry for port 443 in the parameters of the GatewayClass. It replaces the pool's entry whole,
 * so that no certificate of the pool is attached any more.
 */
export function overriddenCertificates({
  pool,
  classParameters
}: Observation): Problem | undefined {
  const { hasHTTPS = false, prefersGateway = true, words } = classParameters ?? {}
  if (prefersGateway || !hasHTTPS) return undefined
  const { name } = pool.metadata
  const effect = `its entry for ${httpsPort} replaces the certificates of pool ${name}`
  return { reason: 'CertificatesOverridden', message: `${words}, and ${effect}` }
}
