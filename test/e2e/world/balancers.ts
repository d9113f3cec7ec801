import { systemClock } from '../../../hooks/clock.ts'
import { startLoadBalancerController } from '../../../simulator/load-balancer-controller/load-balancer-controller.ts'
import type { LoadBalancerCloud } from '../../../simulator/load-balancer-controller/types.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { createRemoteStore } from '../kubernetes/remote-store.ts'
import { region } from './install.ts'
import type { Kubectl } from './kubectl.ts'

/** What makes load balancers of Gateways: our stand-in, or the real controller. */
export type Balancers = {
  death: () => string | undefined
  stop: () => Promise<void>
}

/** Starts it in a cluster that has the CRDs of others and the GatewayClass. */
export type StartBalancers = (cluster: {
  plane: ControlPlane
  admin: Kubectl
}) => Promise<Balancers>

/** What the stand-in reads. */
const kinds = [
  ['v1', 'namespaces'],
  ['v1', 'services'],
  ...['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'].map(
    plural => ['gateway.networking.k8s.io/v1', plural] as const
  ),
  ...['loadbalancerconfigurations', 'targetgroupconfigurations'].flatMap(plural => [
    ['gateway.k8s.aws/v1', plural] as const,
    ['gateway.k8s.aws/v1beta1', plural] as const
  ])
] as const

/** The stand-in of the load balancer controller, with load balancers in this AWS. */
export function standIn(cloud: LoadBalancerCloud): StartBalancers {
  return async ({ plane }) => {
    const token = plane.users.loadBalancerController.token
    const store = await createRemoteStore(plane.endpointOf(token))
    for (const [apiVersion, plural] of kinds) await store.load(apiVersion, plural)
    const timings = { reconcileMilliseconds: 100, activeAfterMilliseconds: 1000 }
    const clock = systemClock
    const controller = startLoadBalancerController({ store, cloud, clock, region, timings })
    return {
      death: () => undefined,
      stop: async () => {
        await controller.stop()
        store.close()
      }
    }
  }
}
