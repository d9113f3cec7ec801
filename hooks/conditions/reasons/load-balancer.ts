import type { ReasonEntries } from './entry.ts'

/** Reasons: the Gateway and the load balancer of a hostname. */
export const loadBalancerReasons = {
  WaitingForGateway: {
    stalls: false,
    means: 'The load balancer is being built or changed.',
    todo:
      'Wait: a new load balancer takes about three minutes. If it takes longer than ten, the ' +
      'platform team has to look at the events and conditions of the pool.'
  },
  GatewayClassMissing: {
    stalls: true,
    means: 'No controller has taken up the Gateway.',
    todo:
      'The platform team has to check that the GatewayClass exists (`kubectl get gatewayclass`) ' +
      'and that the AWS Load Balancer Controller runs.'
  },
  ConfigurationDeleting: {
    stalls: true,
    means:
      'The configuration of the load balancer is being deleted. This cannot be undone, and ' +
      'until it is over the certificates of the load balancer cannot change.',
    todo:
      'The platform team has to delete the Gateway too, at a time when an outage of some ' +
      'minutes is acceptable for its hostnames. The pool then says what brings both back at once.'
  },
  GatewayStuck: {
    stalls: true,
    means:
      'A Gateway has been in deletion for more than two minutes, perhaps with its load balancer.',
    todo:
      'The platform team has to remove what the message names: set `deletion_protection.enabled` ' +
      'to `false`, or create the GatewayClass again. The events of the Gateway show any other ' +
      'cause: `kubectl describe gateway -n NAMESPACE NAME`.'
  },
  GatewayBlocked: {
    stalls: true,
    means:
      'The AWS Load Balancer Controller refuses the Gateway. The conditions of the pool have ' +
      'its message.',
    todo:
      'The platform team has to correct what that message names. If it names nothing, the events ' +
      'of the Gateway do: `kubectl describe gateway -n NAMESPACE NAME`. Often it is one route, ' +
      'or its Service or TargetGroupConfiguration.'
  },
  GatewayHasNoAddress: {
    stalls: false,
    means: 'The Gateway has no load balancer yet.',
    todo: 'Wait.'
  },
  UnknownRegion: {
    stalls: true,
    means: 'The hosted zone ID of load balancers in this region is not known.',
    todo: 'The platform team has to set spec.albHostedZoneID of the pool.'
  },
  GatewayFull: {
    stalls: true,
    means:
      'The Gateway holds more hostnames than the pool allows since its capacity was lowered, ' +
      'so it takes no further certificate.',
    todo:
      'The platform team has to raise spec.capacity.maxHostnamesPerGateway of the pool, if the ' +
      'quota of certificates per load balancer allows it, or have requests for hostnames on ' +
      'this Gateway deleted.'
  },
  RegionMismatch: {
    stalls: true,
    means:
      'The certificate and the load balancer are in different regions, so the load balancer ' +
      'cannot use the certificate.',
    todo:
      'The platform team has to set AWS_REGION of the hooks to the region of the load ' +
      'balancers, or make a pool with spec.region. A hostname keeps its region: afterwards ' +
      'delete the request, wait until its DomainClaim is gone, and make the request again.'
  },
  SchemeMismatch: {
    stalls: true,
    means:
      'The load balancer is internal and the pool says internet-facing, or the other way round. ' +
      'No alias points to such a load balancer.',
    todo:
      'The platform team has to look at spec.parametersRef of the GatewayClass: the load ' +
      'balancer controller prefers the LoadBalancerConfiguration that it names. Remove `scheme` ' +
      'there, or set `mergingMode: prefer-gateway`. The load balancer is then replaced.'
  },
  CertificatesOverridden: {
    stalls: true,
    means:
      'The GatewayClass has a listener configuration of its own for port 443. It replaces the ' +
      "pool's, so no certificate of the pool is attached.",
    todo:
      'The platform team has to remove the entry `HTTPS:443` from the LoadBalancerConfiguration ' +
      'that spec.parametersRef of the GatewayClass names, or set `mergingMode: prefer-gateway` ' +
      'there.'
  },
  WaitingForAttachment: {
    stalls: false,
    means: 'The load balancer does not use the certificate yet.',
    todo:
      'Wait: this takes minutes. If it takes longer than a quarter of an hour, the platform team ' +
      'has to look at the events of the Gateway (`kubectl describe gateway`), and whether ' +
      'something else configures its listener on port 443.'
  }
} as const satisfies ReasonEntries
