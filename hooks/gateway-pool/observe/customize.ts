import type { GatewayPool } from '../../api/gateway-pool.ts'
import { apiVersion } from '../../api/schema.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../wire/metacontroller.ts'

/** Label that Metacontroller gives to children (`generateSelector: true`): the uid of their parent. */
const parentLabel = 'controller-uid'

/**
 * Which objects a pool has to see: all requests, the claims that are not its own children (the exact
 * complement), and namespaces where a domain selects them by label. A pool that is being deleted sees all
 * claims, as Metacontroller adopts nothing for it any more: one with our label and no controller (restored
 * just then) would be neither child nor complement. Depends on uid, spec and whether it is being deleted
 * only, because Metacontroller caches the answer by uid and generation, and a deletion counts as one.
 */
export function customizePool(request: CustomizeRequest<GatewayPool>): CustomizeResponse {
  const { metadata, spec } = request.parent
  const others = {
    matchExpressions: [{ key: parentLabel, operator: 'NotIn', values: [metadata.uid] }]
  }
  const which = metadata.deletionTimestamp === undefined ? { labelSelector: others } : {}
  const rules: RelatedRule[] = [
    { apiVersion, resource: 'gatewayhostnamerequests' },
    { apiVersion, resource: 'domainclaims', ...which }
  ]
  if (selectsNamespaces(spec)) rules.push({ apiVersion: 'v1', resource: 'namespaces' })
  return { relatedResources: rules }
}

/** Whether any domain of the pool admits namespaces by their labels. Takes a spec nobody has checked. */
export function selectsNamespaces(spec: unknown): boolean {
  const domains = (spec as { domains?: unknown } | null | undefined)?.domains
  return Array.isArray(domains) && domains.some(domain => domain?.namespaces?.from === 'Selector')
}
