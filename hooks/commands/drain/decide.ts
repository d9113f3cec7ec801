import { fieldOf } from '../../api/field-of.ts'
import { group } from '../../api/schema.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { Deletion } from '../cluster/cluster-writer.ts'
import type { Left } from './left.ts'
import { isKept, whyClaimWaits, whyPoolWaits } from './waits.ts'

/** What a drain does next. */
export type Plan = {
  deletions: readonly Deletion[]
  /** What is waited for, and why: the names by the reason. */
  waits: ReadonlyMap<string, readonly string[]>
  /** Whether nothing has to change for now: pools keep hostnames for a time, or for a person. */
  isExpectedToWait: boolean
  /** Requests and pools made after the drain began. Nobody agreed to their deletion. */
  newcomers: readonly string[]
}

/**
 * Decides what to delete next: requests first, then each pool that holds no hostname any more.
 * Claims are never deleted: their pools do that, once they have released them.
 * @param agreed - UIDs of the requests and pools that may be deleted
 */
export function decide(left: Left, agreed: ReadonlySet<string>): Plan {
  const isAgreed = ({ metadata: { uid = '' } }: ReadObject) => agreed.has(uid)
  const requests = left.requests.filter(isLiving)
  const pools = left.pools.filter(isLiving)
  const newcomers = [...requests, ...pools].filter(object => !isAgreed(object))
  const unused = pools.filter(pool => isUnused(pool, left))
  return {
    deletions: [
      { resource: `gatewayhostnamerequests.${group}`, objects: requests.filter(isAgreed) },
      { resource: `gatewaypools.${group}`, objects: unused.filter(isAgreed) }
    ].filter(({ objects }) => objects.length > 0),
    waits: waitsOf(left, unused),
    isExpectedToWait: left.claims.some(isKept),
    newcomers: newcomers.map(nameOf)
  }
}

function nameOf({ kind, metadata: { namespace, name } }: ReadObject): string {
  return namespace === undefined ? `${kind ?? 'GatewayPool'} ${name}` : `${namespace}/${name}`
}

function isLiving({ metadata }: ReadObject): boolean {
  return metadata.deletionTimestamp === undefined
}

/** A policy refuses the deletion of a pool that holds hostnames, so it is not tried before. */
function isUnused({ metadata, status }: ReadObject, { requests, claims }: Left): boolean {
  const isOf = ({ spec }: ReadObject) => fieldOf(spec, 'poolName') === metadata.name
  const isBusy = ['hostnames', 'waiting'].some(field => Number(fieldOf(status, field) ?? 0) > 0)
  return !isBusy && !claims.some(isOf) && !requests.some(isOf)
}

function waitsOf(left: Left, unused: readonly ReadObject[]): Plan['waits'] {
  const ofClaims = left.claims.map(claim => [whyClaimWaits(claim, left.pools), claim] as const)
  const waiting = left.pools.filter(pool => !unused.includes(pool))
  const ofPools = waiting.flatMap(pool => {
    const why = whyPoolWaits(pool)
    return why === undefined ? [] : [[why, pool] as const]
  })
  const groups = Map.groupBy([...ofClaims, ...ofPools], ([why]) => why)
  return new Map(
    [...groups].map(([why, all]) => [why, all.map(([, { metadata }]) => metadata.name).sort()])
  )
}
