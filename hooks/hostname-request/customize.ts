import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import { apiVersion } from '../api/schema.ts'
import { claimName } from '../hostname/claim-name.ts'
import { hostnameProblem } from '../hostname/validity.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../wire/metacontroller.ts'

/**
 * The objects that a request reads: the pool's refusal, which has the request's UID as its name,
 * and the DomainClaim of its hostname. Both are selected by name, so that an event of one claim
 * causes the sync of few requests. An empty list of names would select every claim. So if the
 * hostname cannot be read, there is no rule for claims.
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
      denial
    ]
  }
}
