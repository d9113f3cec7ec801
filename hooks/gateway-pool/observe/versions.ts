import { gatewayGroup } from '../../api/gateway-api.ts'
import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import { group } from '../../api/schema.ts'
import { childVersion } from '../../wire/groups.ts'
import type { CompositeController } from '../../wire/metacontroller.ts'

/** The apiVersion of each kind of child, as the CompositeController lists it. */
export type Versions = {
  DomainClaim: string
  HostnameDenial: string
  Gateway: string
  HTTPRoute: string
  LoadBalancerConfiguration: string
  TargetGroupConfiguration: string
}

/**
 * Reads the versions from the CompositeController, so that `v1` and `v1beta1` of LBC both work.
 * @throws {MissingGroup} when the CompositeController lacks a kind that the pool needs.
 */
export function versionsOf(controller: CompositeController): Versions {
  return {
    DomainClaim: childVersion(controller, group, 'domainclaims'),
    HostnameDenial: childVersion(controller, group, 'hostnamedenials'),
    Gateway: childVersion(controller, gatewayGroup, 'gateways'),
    HTTPRoute: childVersion(controller, gatewayGroup, 'httproutes'),
    LoadBalancerConfiguration: childVersion(
      controller,
      loadBalancerGroup,
      'loadbalancerconfigurations'
    ),
    TargetGroupConfiguration: childVersion(
      controller,
      loadBalancerGroup,
      'targetgroupconfigurations'
    )
  }
}
