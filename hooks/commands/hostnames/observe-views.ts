import { loadBalancerGroup } from '../../api/load-balancer-api.ts'
import { claimName } from '../../hostname/claim-name.ts'
import {
  type ClusterReader,
  listAll,
  pathOf,
  type ReadObject,
  readObject
} from '../cluster/cluster-reader.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { type Reading, readValue, tryToRead } from '../cluster/reading.ts'
import type { CapacitySources } from './capacity.ts'
import type { ClaimsSeen } from './holders.ts'
import { paths } from './resources.ts'

/**
 * All claims; or only the one of the hostname, if its reader may not list claims.
 * @throws {ReadFailure} if that one cannot be read either: then nobody knows who holds it
 */
export async function observeClaims(reader: ClusterReader, hostname: string): Promise<ClaimsSeen> {
  const all = await tryToRead(() => listAll(reader, paths.claims()))
  if (all.ok) return { claims: all.value }
  if (all.kind === 'unreachable') throw new ReadFailure(all.kind, all.why)
  const path = paths.claims({ name: claimName(hostname) })
  const own = await tryToRead(() => readObject(reader, path))
  if (own.ok) return { claims: [own.value], unread: all.why }
  if (own.kind === 'missing') return { claims: [], unread: all.why }
  throw new ReadFailure(own.kind, `Who holds it is not known: ${own.why}`)
}

/** What pools are full of. A list that could not be read is absent. */
export async function observeCapacity(reader: ClusterReader): Promise<CapacitySources> {
  const pools = await listAll(reader, paths.pools())
  const [configurations, http, grpc] = await Promise.all([
    orNone(reader, await configurationsPath(reader)),
    orNone(reader, paths.httpRoutes()),
    orNone(reader, paths.grpcRoutes())
  ])
  const [ofHTTP, ofGRPC] = [readValue(http), readValue(grpc)]
  // With the routes of one kind only, the number of rules would be too low.
  const routes = ofHTTP && ofGRPC && [...ofHTTP, ...ofGRPC]
  return { pools, configurations: readValue(configurations), routes }
}

/** The routes of a namespace by their kind, with that kind: the items of a list do not say it. */
export async function observeRoutes(
  reader: ClusterReader,
  namespace: string
): Promise<Record<string, Reading<readonly ReadObject[]>>> {
  const [http, grpc] = await Promise.all([
    orNone(reader, paths.httpRoutes({ namespace })),
    orNone(reader, paths.grpcRoutes({ namespace }))
  ])
  return { HTTPRoute: ofKind('HTTPRoute', http), GRPCRoute: ofKind('GRPCRoute', grpc) }
}

function ofKind(
  kind: string,
  reading: Reading<readonly ReadObject[]>
): Reading<readonly ReadObject[]> {
  if (!reading.ok) return reading
  return { ok: true, value: reading.value.map(route => ({ ...route, kind })) }
}

/** A list. A kind that the cluster does not have has no objects. */
async function orNone(reader: ClusterReader, path: string): Promise<Reading<ReadObject[]>> {
  const reading = await tryToRead(() => listAll(reader, path))
  return !reading.ok && reading.kind === 'missing' ? { ok: true, value: [] } : reading
}

/** Newer releases of the load balancer controller serve `v1`, and all serve `v1beta1`. */
async function configurationsPath(reader: ClusterReader): Promise<string> {
  const plural = 'loadbalancerconfigurations'
  const newer = pathOf(`${loadBalancerGroup}/v1`, plural)
  const isServed = (await tryToRead(() => reader.get(`${newer}?limit=1`))).ok
  return isServed ? newer : pathOf(`${loadBalancerGroup}/v1beta1`, plural)
}
