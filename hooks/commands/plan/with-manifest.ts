import { timestamp } from '../../conditions/conditions.ts'
import type { Applied } from '../cluster/applier.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { nameOf } from '../cluster/objects.ts'
import type { ClusterObjects } from './observe-cluster.ts'

/** The kinds of a manifest that a plan counts in. All other objects are named as ignored. */
export const plannedKinds: readonly unknown[] = [
  'GatewayHostnameRequest',
  'GatewayPool',
  'Namespace',
  'Service'
]

/** An object of a manifest, and what the API server says to it. */
export type ManifestObject = {
  object: ReadObject
  applied: Applied
  /** Its namespace does not exist yet, so the API server could not check it in there. */
  isElsewhere?: true
}

/** The cluster as it would be with a manifest, and the requests of the manifest in it. */
export type ClusterWithManifest = {
  cluster: ClusterObjects
  requests: readonly ReadObject[]
}

/**
 * Puts the objects of a manifest into the cluster that was read. Objects that exist keep their UID,
 * age and status. New requests are younger than all that exist, and in the order of the manifest.
 * @param now - milliseconds since the epoch
 */
export function withManifest(
  cluster: ClusterObjects,
  manifest: readonly ManifestObject[],
  now: number
): ClusterWithManifest {
  const byKind = { ...cluster.byKind }
  const requests: ReadObject[] = []
  for (const [index, { object, applied }] of manifest.entries()) {
    if (!applied.ok) continue
    const { kind = '' } = object
    const others = (byKind[kind] ?? []).filter(other => nameOf(other) !== nameOf(applied.object))
    const existing = (byKind[kind] ?? []).find(other => nameOf(other) === nameOf(applied.object))
    const wanted = stored(applied.object, existing, { index, now })
    byKind[kind] = [...others, wanted]
    if (kind === 'GatewayHostnameRequest') requests.push(wanted)
  }
  return { cluster: { ...cluster, byKind }, requests }
}

function stored(
  object: ReadObject,
  existing: ReadObject | undefined,
  { index, now }: { index: number; now: number }
): ReadObject {
  if (existing !== undefined) {
    const { uid, creationTimestamp, deletionTimestamp, ownerReferences } = existing.metadata
    const kept = { uid, creationTimestamp, deletionTimestamp, ownerReferences }
    const metadata = { ...object.metadata, ...withoutUndefined(kept) }
    return { ...object, metadata, status: existing.status }
  }
  const uid = `00000000-0000-4000-8000-${`${index}`.padStart(12, '0')}`
  const creationTimestamp = timestamp(now + index * 1000)
  return { ...object, metadata: { ...object.metadata, uid, creationTimestamp } }
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Partial<T>
}
