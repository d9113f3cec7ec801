import type { Applied, Applier } from '../cluster/applier.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { ClusterObjects } from './observe-cluster.ts'
import type { ManifestObject } from './with-manifest.ts'

/** What a plan says of a request that is not checked in its own namespace. */
export const uncheckedNote =
  'the API server could not check it in its namespace, which does not exist yet'

type Tools = { applier: Applier; namespace?: string }

/**
 * Has the API server check the objects of a manifest. The namespaces of the manifest are not there
 * yet, so what is in them is checked in another namespace.
 */
export async function checkManifest(
  tools: Tools,
  objects: readonly ReadObject[],
  cluster: ClusterObjects
): Promise<readonly ManifestObject[]> {
  const { dryRun } = tools.applier
  const namespaces = new Map<string, Applied>()
  for (const object of objects.filter(({ kind }) => kind === 'Namespace'))
    namespaces.set(object.metadata.name, await dryRun(object))
  const results: ManifestObject[] = []
  for (const object of objects) {
    const ofNamespace = namespaces.get(object.metadata.namespace ?? '')
    const itself = object.kind === 'Namespace' ? namespaces.get(object.metadata.name) : undefined
    const applied = itself ?? (await dryRun(object))
    const isMissing = !applied.ok && /namespaces? .*not found/.test(applied.why)
    if (ofNamespace === undefined || !isMissing) results.push({ object, applied })
    else if (ofNamespace.ok) results.push(await checkElsewhere(tools, object, cluster))
    else
      results.push({ object, applied: { ok: false, why: refusedWords(object, ofNamespace.why) } })
  }
  return results
}

function refusedWords({ metadata }: ReadObject, why: string): string {
  return `Namespace ${metadata.namespace} of the manifest is refused: ${why}`
}

async function checkElsewhere(
  { applier, namespace }: Tools,
  object: ReadObject,
  cluster: ClusterObjects
): Promise<ManifestObject> {
  const other = namespaceWithout(object, cluster, [namespace ?? 'default', 'default'])
  const unchecked = { object, applied: { ok: true, object }, isElsewhere: true } as const
  if (other === undefined) return unchecked
  const moved = { ...object, metadata: { ...object.metadata, namespace: other } }
  const applied = await applier.dryRun(moved)
  // The user may have no rights there, which says nothing about the object.
  if (!applied.ok && / cannot \w+ resource /.test(applied.why)) return unchecked
  if (!applied.ok) return { object, applied, isElsewhere: true }
  const metadata = { ...applied.object.metadata, namespace: object.metadata.namespace }
  const back = { ...applied.object, metadata } as ReadObject
  return { object, applied: { ok: true, object: back }, isElsewhere: true }
}

/** A namespace that has no object of this name: a dry run there is one of a new object. */
function namespaceWithout(
  { kind = '', metadata: { name } }: ReadObject,
  { byKind }: ClusterObjects,
  preferred: readonly string[]
): string | undefined {
  const existing = (byKind.Namespace ?? []).map(({ metadata }) => metadata.name)
  const same = (byKind[kind] ?? []).filter(({ metadata }) => metadata.name === name)
  const free = existing.filter(each => !same.some(({ metadata }) => metadata.namespace === each))
  return preferred.find(each => free.includes(each)) ?? free[0]
}
