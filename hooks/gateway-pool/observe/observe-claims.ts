import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { apiVersion } from '../../api/schema.ts'
import { objectsOf } from '../../wire/groups.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import {
  isReadable,
  isUnreadable,
  type OtherClaim,
  readOtherClaim,
  type SeenClaim,
  toClaim,
  type UnreadableClaim
} from './read-claims.ts'

/** All DomainClaims of the cluster, grouped by their relation to the pool. */
export type SeenClaims = {
  /**
   * The pool's readable claims, the oldest first: its children, and the claims that it takes back.
   */
  claims: readonly SeenClaim[]
  unreadableClaims: readonly UnreadableClaim[]
  /** Claims of other pools, and claims without a controller that are being deleted. */
  otherClaims: readonly OtherClaim[]
  /** Names of all DomainClaims, readable or not. A new claim must not overwrite any of them. */
  claimNames: ReadonlySet<string>
}

/**
 * Sorts the claims of a sync request.
 * @param version apiVersion of the pool's own claims
 * @throws {MissingGroup} when a group of claims is absent.
 */
export function observeClaims(
  request: SyncRequest<unknown>,
  version: string,
  poolName: string
): SeenClaims {
  const children = objectsOf(request.children, 'DomainClaim', version)
  const childNames = new Set(children.map(({ metadata }) => metadata.name))
  const related = objectsOf(request.related, 'DomainClaim', apiVersion).filter(
    ({ metadata }) => !childNames.has(metadata.name)
  )
  const adopted = related.filter(claim => isToTakeBack(claim, poolName))
  const others = related.filter(claim => !isToTakeBack(claim, poolName))
  const ofPool = [
    ...children.map(claim => toClaim(claim, poolName, false)),
    ...adopted.map(claim => toClaim(claim, poolName, true))
  ]
  return {
    claims: ofPool.filter(isReadable).sort(byAge),
    unreadableClaims: ofPool.filter(isUnreadable),
    otherClaims: others.flatMap(claim => readOtherClaim(claim) ?? []),
    claimNames: new Set([...childNames, ...related.map(({ metadata }) => metadata.name)])
  }
}

/**
 * Whether the pool takes back a claim that is not its child. The claim has to name this pool, and
 * no controller other than a pool of this name may own it. Such a claim was restored from a backup,
 * was orphaned, lost the label of its parent, or belonged to a former pool of the same name (names
 * of pools are unique). A claim that is being deleted is not taken back.
 */
function isToTakeBack({ metadata, spec }: KubernetesObject, poolName: string): boolean {
  if (metadata.deletionTimestamp !== undefined || fieldOf(spec, 'poolName') !== poolName)
    return false
  const owners = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences : []
  const controllers = owners.filter(owner => fieldOf(owner, 'controller') === true)
  return controllers.every(
    owner => fieldOf(owner, 'kind') === 'GatewayPool' && fieldOf(owner, 'name') === poolName
  )
}

function byAge(a: SeenClaim, b: SeenClaim): number {
  return a.age < b.age ? -1 : 1
}
