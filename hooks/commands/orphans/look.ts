import { type ClusterReader, listAll, type ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import { paths } from '../hostnames/resources.ts'
import type { AWSView } from './aws-view.ts'
import { findOrphans, type OrphanEvidence } from './find-orphans.ts'
import { observeAWS, type Places } from './observe-aws.ts'
import type { OrphanReport } from './text.ts'

/**
 * Finds the orphans of a cluster. AWS takes minutes to read, and hostnames are made and deleted
 * meanwhile, so the claims are listed before AWS is read, and again after it.
 * @throws {ReadFailure} if pools or claims cannot be listed
 */
export async function lookForOrphans(
  reader: ClusterReader,
  aws: AWSView,
  cluster: string,
  places: Places
): Promise<OrphanReport> {
  const [pools, claims] = await Promise.all([
    listAll(reader, paths.pools()),
    listAll(reader, paths.claims())
  ])
  const { unread, ...seen } = await observeAWS(aws, cluster, { pools, claims }, places)
  const evidence = withLaterClaims(seen, await listAll(reader, paths.claims()))
  return {
    cluster,
    orphans: findOrphans(evidence),
    zones: evidence.zones.map(({ zone }) => zone),
    regions: evidence.regions.map(({ region }) => region),
    unread
  }
}

/** A claim that came or went meanwhile proves neither that something is left nor that it is lost. */
function withLaterClaims(evidence: OrphanEvidence, later: readonly ReadObject[]): OrphanEvidence {
  const before = new Set(evidence.claims.map(stateOf))
  const lasting = later.filter(claim => before.has(stateOf(claim)))
  return { ...evidence, claims: [...evidence.claims, ...later], lasting }
}

/** What of a claim has to be the same in both listings. */
function stateOf(claim: ReadObject): string {
  const certificate = textAt(claim, 'status', 'certificate', 'arn')
  return JSON.stringify([
    claim.metadata.uid,
    certificate,
    textAt(claim, 'status', 'alias', 'target')
  ])
}
