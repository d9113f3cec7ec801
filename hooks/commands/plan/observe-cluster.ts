import { gatewayGroup } from '../../api/gateway-api.ts'
import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import { childVersion } from '../../wire/groups.ts'
import type { CompositeController } from '../../wire/metacontroller.ts'
import { type ClusterReader, listAll, pathOf, type ReadObject } from '../cluster/cluster-reader.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { paths } from '../hostnames/resources.ts'

/** Everything that a pool decides on, for all pools. */
export type ClusterObjects = {
  /** The CompositeController of pools: it says in which versions the hooks read objects. */
  controller: ReadObject & CompositeController
  claimController: ReadObject
  /** Objects by kind. */
  byKind: Readonly<Record<string, readonly ReadObject[]>>
}

const gatewayVersion = `${gatewayGroup}/v1`

/**
 * Reads all that the pools decide on. Unlike an explanation, a plan without one of these lists
 * would be wrong, so each of them has to be readable.
 * @throws {ReadFailure} if one of the lists cannot be read
 */
export async function observeCluster(reader: ClusterReader): Promise<ClusterObjects> {
  const controllers = await listAll(
    reader,
    pathOf('metacontroller.k8s.io/v1alpha1', 'compositecontrollers')
  )
  const controller = named(controllers, 'gateway-pools') as ClusterObjects['controller']
  const version = (plural: string) => childVersion(controller, loadBalancerGroup, plural)
  const lists: Record<string, string> = {
    GatewayHostnameRequest: paths.requests(),
    DomainClaim: paths.claims(),
    GatewayPool: paths.pools(),
    Namespace: pathOf('v1', 'namespaces'),
    Service: pathOf('v1', 'services'),
    GatewayClass: pathOf(gatewayVersion, 'gatewayclasses'),
    Gateway: paths.gateways(),
    HTTPRoute: paths.httpRoutes(),
    GRPCRoute: paths.grpcRoutes(),
    LoadBalancerConfiguration: pathOf(
      version('loadbalancerconfigurations'),
      'loadbalancerconfigurations'
    ),
    TargetGroupConfiguration: pathOf(
      version('targetgroupconfigurations'),
      'targetgroupconfigurations'
    )
  }
  const read = Object.entries(lists).map(async ([kind, path]) => [
    kind,
    (await listAll(reader, path)).map(object => ({ ...object, kind }))
  ])
  return {
    controller,
    claimController: named(controllers, 'domain-claims'),
    byKind: Object.fromEntries(await Promise.all(read))
  }
}

function named(controllers: readonly ReadObject[], name: string): ReadObject {
  const found = controllers.find(({ metadata }) => metadata.name === name)
  if (found !== undefined) return found
  throw new ReadFailure('missing', `there is no CompositeController ${name}: nothing answers pools`)
}
