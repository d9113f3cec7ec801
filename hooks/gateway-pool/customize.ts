import type { GatewayPool } from '../api/gateway-pool.ts'
import { apiVersion } from '../api/schema.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../wire/metacontroller.ts'

/** Label that Metacontroller gives to children (`generateSelector: true`): the uid of their parent. */
export const ownerLabel = 'controller-uid'

/**
 * Which objects a pool has to see: all requests, the claims that are not its own children (the exact
 * complement), and namespaces where a domain selects them by label. Depends on uid and spec only,
 * because Metacontroller caches the answer by uid and generation.
 */
export function customizePool(request: CustomizeRequest<GatewayPool>): CustomizeResponse {
  const { metadata, spec } = request.parent
  const otherClaims = { matchExpressions: [{ key: ownerLabel, operator: 'NotIn', values: [metadata.uid] }] }
  const rules: RelatedRule[] = [
    { apiVersion, resource: 'gatewayhostnamerequests' },
    { apiVersion, resource: 'domainclaims', labelSelector: otherClaims }
  ]
  if (selectsNamespaces(spec)) rules.push({ apiVersion: 'v1', resource: 'namespaces' })
  return { relatedResources: rules }
}

/** Whether any domain of the pool admits namespaces by their labels. Takes a spec nobody has checked. */
export function selectsNamespaces(spec: unknown): boolean {
  const domains = (spec as { domains?: unknown } | null | undefined)?.domains
  return Array.isArray(domains) && domains.some(domain => domain?.namespaces?.from === 'Selector')
}
