import type { ClusterReader, ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { explain } from '../../hooks/commands/explain/explain.ts'
import type { Story } from '../../hooks/commands/explain/story.ts'
import { findHostname } from '../../hooks/commands/hostnames/find-request.ts'
import { observeHostname } from '../../hooks/commands/hostnames/observe-hostname.ts'
import { installed } from '../../simulator/cluster/cluster.ts'
import type { FlowWorld } from './flow-world.ts'
import { objectReader, type Refusal } from './object-reader.ts'

const kinds = [
  'Namespace',
  'Service',
  'GatewayClass',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'LoadBalancerConfiguration',
  'TargetGroupConfiguration',
  'GatewayPool',
  'GatewayHostnameRequest',
  'DomainClaim',
  'HostnameDenial'
]

/** Reads all objects of a simulated cluster, as a user does that may read all but the refusals. */
export function readerOfAll(world: FlowWorld, refusals: readonly Refusal[] = []): ClusterReader {
  return objectReader(() => {
    const { crds, compositeControllers } = installed()
    const objects = kinds.flatMap(kind => world.list(kind))
    return [...crds, ...compositeControllers, ...objects] as unknown as ReadObject[]
  }, refusals)
}

/** The story of a hostname of a simulated cluster. @param name - as on the command line */
export async function storyOf(
  world: FlowWorld,
  name: string,
  reader = readerOfAll(world)
): Promise<Story> {
  const found = await findHostname(reader, { name, namespace: 'shop' })
  return explain(await observeHostname(reader, found))
}
