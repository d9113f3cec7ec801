import { fieldOf } from '../api/field-of.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import { loadBalancerGroup } from '../api/load-balancer-api.ts'
import { apiVersion } from '../api/schema.ts'
import { claimName } from '../hostname/claim-name.ts'
import { hostnameProblem } from '../hostname/validity.ts'
import { childVersionIfListed } from '../wire/groups.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../wire/metacontroller.ts'

/**
 * The objects that a request reads: the pool's refusal, which has the request's UID as its name,
 * the DomainClaim of its hostname, and what says whether its route would work. Refusal and claim
 * are selected by name, so that an event of one claim causes the sync of few requests. An empty
 * list of names would select every claim. So if the hostname cannot be read, there is no rule for
 * claims.
 */
export function customizeHostnameRequest(
  request: CustomizeRequest<HostnameRequest>
): CustomizeResponse {
  const { metadata, spec } = request.parent
  const denial: RelatedRule = { apiVersion, resource: 'hostnamedenials', names: [metadata.uid] }
  const hostname: unknown = (spec as { hostname?: unknown } | null | undefined)?.hostname
  if (typeof hostname !== 'string' || hostnameProblem(hostname) !== undefined)
    return { relatedResources: [denial] }
  return {
    relatedResources: [
      { apiVersion, resource: 'domainclaims', names: [claimName(hostname)] },
      denial,
      ...rulesForRoute(request)
    ]
  }
}

/**
 * The Service in spec.route, by name, and everybody's TargetGroupConfigurations in the namespace of
 * the request: one of them may name the same Service.
 */
function rulesForRoute({ controller, parent }: CustomizeRequest<HostnameRequest>): RelatedRule[] {
  const { namespace } = parent.metadata
  const service: unknown = fieldOf(fieldOf(fieldOf(parent.spec, 'route'), 'backendRef'), 'name')
  if (typeof service !== 'string' || service === '' || namespace === undefined) return []
  const resource = 'targetgroupconfigurations'
  const version = childVersionIfListed(controller, loadBalancerGroup, resource)
  return [
    { apiVersion: 'v1', resource: 'services', namespace, names: [service] },
    ...(version === undefined ? [] : [{ apiVersion: version, resource, namespace }])
  ]
}
