import type { GatewayPool } from '../../api/gateway-pool.ts'
import { apiVersion } from '../../api/schema.ts'
import { defined } from '../../defined.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../wire/metacontroller.ts'

/** With `generateSelector: true`, Metacontroller labels children with the uid of their parent. */
const parentLabel = 'controller-uid'

/**
 * Which objects a pool has to see: all requests, all claims that are not its own children, and all
 * namespaces if a domain selects namespaces by label.
 *
 * A pool that is being deleted asks for all claims. Metacontroller adopts nothing for such a pool
 * any more, so a claim restored just then, with our label but without a controller, would otherwise
 * be neither a child nor related.
 *
 * The answer may depend only on the pool's uid, its spec and whether it is being deleted:
 * Metacontroller caches it by uid and generation, and a deletion raises the generation.
 */
export function customizePool(request: CustomizeRequest<GatewayPool>): CustomizeResponse {
  const { metadata, spec } = request.parent
  const notChildren = {
    matchExpressions: [{ key: parentLabel, operator: 'NotIn', values: [metadata.uid] }]
  }
  const labelSelector = metadata.deletionTimestamp === undefined ? notChildren : undefined
  const rules: RelatedRule[] = [
    { apiVersion, resource: 'gatewayhostnamerequests' },
    { apiVersion, resource: 'domainclaims', ...defined({ labelSelector }) }
  ]
  if (selectsNamespaces(spec)) rules.push({ apiVersion: 'v1', resource: 'namespaces' })
  return { relatedResources: rules }
}

/** Whether any domain of the pool selects namespaces by label. The spec may be unchecked. */
export function selectsNamespaces(spec: unknown): boolean {
  const domains = (spec as { domains?: unknown } | null | undefined)?.domains
  return Array.isArray(domains) && domains.some(domain => domain?.namespaces?.from === 'Selector')
}
