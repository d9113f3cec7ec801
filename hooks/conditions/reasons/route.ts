import type { ReasonEntries } from './entry.ts'

/** Reasons: the HTTPRoute that a request asks for. */
export const routeReasons = {
  RouteAccepted: {
    stalls: false,
    means: 'The HTTPRoute is attached to the Gateway.',
    todo: 'Nothing.'
  },
  RoutePending: {
    stalls: false,
    means: 'No controller has looked at the HTTPRoute yet.',
    todo: 'Wait.'
  },
  RouteRejected: {
    stalls: true,
    means:
      'The HTTPRoute is not accepted, or refers to something that does not exist. The message ' +
      'has the reason.',
    todo: 'Correct spec.route, or create the Service that it names, with the port that it names.'
  },

  ServiceUnreachable: {
    stalls: true,
    means:
      'The load balancer cannot reach the Service of a route. The AWS Load Balancer Controller ' +
      'refuses all changes of a load balancer with such a route, for all teams.',
    todo:
      'Correct what the message names: give the Service the type NodePort, or set only IPv4 in ' +
      'its ipFamilies. Or the platform team sets loadBalancer.targetType of the pool to ip, or ' +
      'ipAddressType to dualstack.'
  },
  TargetGroupConfigured: {
    stalls: true,
    means:
      'A TargetGroupConfiguration that is not ours names the Service, and a Service can have ' +
      'only one.',
    todo:
      'Set healthCheckConfig.healthCheckPath in that TargetGroupConfiguration, or delete it. ' +
      'Otherwise remove healthCheckPath from spec.route.'
  }
} as const satisfies ReasonEntries
