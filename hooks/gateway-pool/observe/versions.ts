import { group } from '../../api/schema.ts'
import { childVersion } from '../../wire/groups.ts'
import type { CompositeController } from '../../wire/metacontroller.ts'

/** API groups of what the pool renders beside our own kinds. */
export const gatewayGroup = 'gateway.networking.k8s.io'
export const loadBalancerGroup = 'gateway.k8s.aws'

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
 * Reads the versions from the CompositeController, so that LBC's `v1` and `v1beta1` both work.
 * @throws {MissingGroup} when it does not list a kind that the pool needs.
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
