import { group, version } from '../../api/schema.ts'
import { type ClusterReader, listAll, pathOf, type ReadObject } from '../cluster/cluster-reader.ts'
import { ReadFailure } from '../cluster/read-failure.ts'

/** What a cluster still has of ours. */
export type Left = {
  requests: readonly ReadObject[]
  claims: readonly ReadObject[]
  pools: readonly ReadObject[]
}

/**
 * Reads what is left. A kind whose CRD does not exist has no objects.
 * @throws {ReadFailure} if something cannot be read
 */
export async function readLeft(reader: ClusterReader): Promise<Left> {
  const list = (plural: string) => listed(reader, plural)
  return {
    requests: await list('gatewayhostnamerequests'),
    claims: await list('domainclaims'),
    pools: await list('gatewaypools')
  }
}

async function listed(reader: ClusterReader, plural: string): Promise<readonly ReadObject[]> {
  try {
    return await listAll(reader, pathOf(`${group}/${version}`, plural))
  } catch (error) {
    if (error instanceof ReadFailure && error.kind === 'missing') return []
    throw error
  }
}

export function isEmpty({ requests, claims, pools }: Left): boolean {
  return requests.length + claims.length + pools.length === 0
}

/** The UIDs of the requests and pools: what a person agrees to have deleted. */
export function uidsOf({ requests, pools }: Left): ReadonlySet<string> {
  return new Set([...requests, ...pools].map(({ metadata: { uid = '' } }) => uid))
}
