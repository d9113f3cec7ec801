import { keyOf } from '../../api-store/objects.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import {
  claimKind,
  configurationKinds,
  denialKind,
  gatewayKind,
  poolKind,
  requestKind,
  routeKind
} from '../kinds.ts'

/** How much is left in AWS and in the cluster. */
export type Leftovers = { certificates: number; records: number; objects: number }

/** Counts certificates, DNS records other than NS and SOA, and the objects of `leftObjects`. */
export function countLeftovers({ store }: Cluster, cloud: EmbeddedAws): Leftovers {
  const records = cloud.zones.list().flatMap(({ id }) => cloud.zones.records(id))
  return {
    certificates: cloud.certificates.list().length,
    records: records.filter(({ type }) => type !== 'NS' && type !== 'SOA').length,
    objects: leftObjects({ store }).length
  }
}

/**
 * Lists what is left in the cluster, each object as `Kind namespace/name`: objects of our kinds,
 * Gateways, HTTPRoutes, and configurations of the AWS Load Balancer Controller.
 */
export function leftObjects({ store }: Pick<Cluster, 'store'>): readonly string[] {
  const kinds = [requestKind, poolKind, claimKind, denialKind, gatewayKind, routeKind]
  const configurations = configurationKinds.flatMap(
    kind => store.kinds.all.find(known => known.kind === kind) ?? []
  )
  return [...kinds, ...configurations].flatMap(({ apiVersion, kind }) =>
    store.list({ apiVersion, kind }).map(({ metadata }) => `${kind} ${keyOf(metadata)}`)
  )
}
