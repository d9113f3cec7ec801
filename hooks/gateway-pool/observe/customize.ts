import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import { apiVersion } from '../../api/schema.ts'
import { defined } from '../../defined.ts'
import { childVersion } from '../../wire/groups.ts'
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../wire/metacontroller.ts'
import { gatewayVersion } from './class-parameters.ts'
import { readsTeamRoutes } from './team-routes.ts'
import { versionsOf } from './versions.ts'

/** With `generateSelector: true`, Metacontroller labels each child with the uid of its parent. */
const parentLabel = 'controller-uid'

/**
 * Tells Metacontroller which objects a pool has to see: all requests, all claims that are not
 * children of the pool, all pools (they share the certificates of the account), all namespaces if a
 * domain selects namespaces by label, what the GatewayClass may say about load balancers, and with
 * instance targets the routes of teams. The class names its configuration, and this answer must not
 * depend on the class. So the pool asks for all configurations that are no pool's.
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
    { apiVersion, resource: 'gatewaypools' },
    ...rulesForClass(request),
    ...rulesForTeamRoutes(request)
  ]
  if (selectsNamespaces(spec)) rules.push({ apiVersion: 'v1', resource: 'namespaces' })
  return { relatedResources: rules }
}

/** Selects what is no child of a pool or request: people wrote it. */
const nobodysChild = { matchExpressions: [{ key: parentLabel, operator: 'DoesNotExist' }] }

/** With instance targets: the routes of all teams, and what says whether they can be served. */
function rulesForTeamRoutes({ controller, parent }: CustomizeRequest<GatewayPool>): RelatedRule[] {
  if (!readsTeamRoutes(parent.spec)) return []
  const { HTTPRoute, TargetGroupConfiguration } = versionsOf(controller)
  return [
    { apiVersion: HTTPRoute, resource: 'httproutes', labelSelector: nobodysChild },
    { apiVersion: gatewayVersion, resource: 'grpcroutes' },
    { apiVersion: 'v1', resource: 'services' },
    {
      apiVersion: TargetGroupConfiguration,
      resource: 'targetgroupconfigurations',
      labelSelector: nobodysChild
    }
  ]
}

function rulesForClass({ controller, parent }: CustomizeRequest<GatewayPool>): RelatedRule[] {
  const name: unknown = fieldOf(parent.spec, 'gatewayClassName')
  if (typeof name !== 'string') return []
  return [
    { apiVersion: gatewayVersion, resource: 'gatewayclasses', names: [name] },
    {
      apiVersion: childVersion(controller, loadBalancerGroup, 'loadbalancerconfigurations'),
      resource: 'loadbalancerconfigurations',
      labelSelector: nobodysChild
    }
  ]
}

/** Whether any domain of the pool selects namespaces by label. The spec may be unchecked. */
export function selectsNamespaces(spec: unknown): boolean {
  const domains = (spec as { domains?: unknown } | null | undefined)?.domains
  return Array.isArray(domains) && domains.some(domain => domain?.namespaces?.from === 'Selector')
}
