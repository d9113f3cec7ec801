import type { GatewayPool } from '../../api/gateway-pool.ts'
import { apiVersion } from '../../api/schema.ts'
import { defined } from '../../defined.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../wire/metacontroller.ts'

/** With `generateSelector: true`, Metacontroller labels each child with the uid of its parent. */
const parentLabel = 'controller-uid'

/**
 * Tells Metacontroller which objects a pool has to see: all requests, all claims that are not
 * children of the pool, all pools (they share the certificates of the account), and all namespaces
 * if a domain selects namespaces by label.
 *
 * A pool that is being deleted asks for all claims, because Metacontroller adopts no claims for
 * such a pool. Suppose that a claim is restored just then, with the pool's label but without a
 * controller. It is not a child, and a selector that excludes the label would hide it from the
 * pool.
 *
 * Metacontroller caches this answer by the pool's uid and generation. So the answer may depend only
 * on the pool's uid, on its spec, and on whether the pool is being deleted: a deletion raises the
 * generation too.
 */
export function customizePool(request: CustomizeRequest<GatewayPool>): CustomizeResponse {
  const { metadata, spec } = request.parent
  const notChildren = {
    matchExpressions: [{ key: parentLabel, operator: 'NotIn', values: [metadata.uid] }]
  }
  const labelSelector = metadata.deletionTimestamp === undefined ? notChildren : undefined
  const rules: RelatedRule[] = [
    { apiVersion, resource: 'gatewayhostnamerequests' },
    { apiVersion, resource: 'domainclaims', ...defined({ labelSelector }) },
    { apiVersion, resource: 'gatewaypools' }
  ]
  if (selectsNamespaces(spec)) rules.push({ apiVersion: 'v1', resource: 'namespaces' })
  return { relatedResources: rules }
}

/** Whether any domain of the pool selects namespaces by label. The spec may be unchecked. */
export function selectsNamespaces(spec: unknown): boolean {
  const domains = (spec as { domains?: unknown } | null | undefined)?.domains
  return Array.isArray(domains) && domains.some(domain => domain?.namespaces?.from === 'Selector')
}
