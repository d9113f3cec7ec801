import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import {
  type KubeObject,
  keyOf,
  type ObjectInput,
  type ObjectRef,
  refOf,
  sameJson
} from '../api-store/objects.ts'
import type { ApiClient } from './api-client.ts'
import { ownerReference } from './claiming.ts'
import { messageOf } from './errors.ts'
import { groupKey, type ObjectMap, sortedGroups } from './object-map.ts'
import { isBeingDeleted } from './parents.ts'
import type { CompositeController } from './types.ts'
import { username } from './writes.ts'

/** Metacontroller's default field manager for server-side apply. */
const manager = 'metacontroller'

/** The annotation of dynamic apply, the older way of applying. It is never applied. */
const lastApplied = 'metacontroller.k8s.io/last-applied-configuration'

/** Fields that the API server fills in. In an apply they would only cause differences. */
const systemFields = [
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields'
]

/** The last apply of a child: what was sent, and the child's uid and version afterwards. */
type LastApply = { desired: ObjectInput; uid: string; version: string }

/** The last apply of each child. All controllers share the cache. */
export type AppliedCache = Map<string, LastApply>

export type ChildrenOptions = {
  controller: CompositeController
  store: ControllerStore
  api: ApiClient
  applied: AppliedCache
  /** Decides in which order the objects of a kind are written. */
  shuffle: <T>(items: readonly T[]) => readonly T[]
}

/** What one sync did to the children of one parent. */
export type ChildrenReport = { applied: ObjectRef[]; deleted: ObjectRef[]; errors: string[] }

/** Deletes the children that are not desired, then applies the others. Errors are collected. */
export async function manageChildren(
  parent: KubeObject,
  observed: ObjectMap,
  desired: ObjectMap,
  options: ChildrenOptions
): Promise<ChildrenReport> {
  const report: ChildrenReport = { applied: [], deleted: [], errors: [] }
  for (const [group, objects] of sortedGroups(observed)) {
    const wanted = desired.get(group)
    const undesired = [...objects].filter(([key]) => !wanted?.has(key))
    for (const object of options.shuffle(undesired.map(([, object]) => object)))
      await collectError(report, () => deleteChild(object, report, options))
  }
  for (const [group, objects] of sortedGroups(desired)) {
    for (const [key, object] of options.shuffle([...objects])) {
      const child = { parent, desired: object, observed: observed.get(group)?.get(key) }
      await collectError(report, () => applyChild(child, report, options))
    }
  }
  return report
}

async function collectError(report: ChildrenReport, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    report.errors.push(messageOf(error))
  }
}

/** Deletes in the background, and only the object with this uid. */
async function deleteChild(
  child: KubeObject,
  report: ChildrenReport,
  options: ChildrenOptions
): Promise<void> {
  if (isBeingDeleted(child)) return
  const { uid } = child.metadata
  try {
    await options.api.send('DELETE', 'delete', child)
    await options.store.delete(refOf(child), { propagation: 'Background', uid, username })
    options.applied.delete(cacheKey(child))
    report.deleted.push(refOf(child))
  } catch (error) {
    if (isNotFound(error)) return
    throw new Error(`can't delete ${child.kind} ${keyOf(child.metadata)}: ${messageOf(error)}`)
  }
}

type Child = { parent: KubeObject; desired: KubeObject; observed: KubeObject | undefined }

/**
 * Applies a child by a forced server-side apply without a precondition:
 *
 * | observed child | what is done |
 * |---|---|
 * | is being deleted | nothing |
 * | as the last apply left it, and the same is desired | nothing |
 * | the update strategy is OnDelete | nothing; the cache notes the child as applied |
 * | any other, or none | an apply |
 */
async function applyChild(
  { parent, desired, observed }: Child,
  report: ChildrenReport,
  options: ChildrenOptions
): Promise<void> {
  const { store, applied, api } = options
  if (observed !== undefined && isBeingDeleted(observed)) return
  const config = withoutSystemFields(withOwner(desired, parent))
  const key = cacheKey(config)
  if (observed !== undefined) {
    if (isUnchanged(applied.get(key), config, observed)) return
    if (methodOf(options, observed) === 'OnDelete') {
      applied.set(key, lastApplyOf(config, observed))
      return
    }
  }
  try {
    await api.send('PATCH', 'apply', config)
    const patched = await store.apply(config, { manager, force: true, username })
    applied.set(key, lastApplyOf(config, patched))
    report.applied.push(refOf(patched))
  } catch (error) {
    // the write that caused the conflict is an event, and the event causes another sync
    if (!isConflict(error)) throw error
  }
}

function lastApplyOf(desired: ObjectInput, result: KubeObject): LastApply {
  return { desired, uid: result.metadata.uid, version: versionOf(result) }
}

function isUnchanged(
  last: LastApply | undefined,
  config: ObjectInput,
  observed: KubeObject
): boolean {
  return (
    last !== undefined &&
    last.uid === observed.metadata.uid &&
    last.version === versionOf(observed) &&
    sameJson(last.desired, config)
  )
}

/** The generation, or the resourceVersion for kinds that have no generation. */
function versionOf({ metadata }: KubeObject): string {
  return metadata.generation
    ? `generation ${metadata.generation}`
    : `version ${metadata.resourceVersion}`
}

function cacheKey({ apiVersion, kind, metadata }: ObjectInput): string {
  return `${groupKey({ apiVersion: apiVersion.split('/')[0] ?? '', kind })}/${keyOf(metadata)}`
}

/** The update method for a group and kind, in any version. The default, OnDelete, never updates. */
function methodOf(
  { controller, store }: ChildrenOptions,
  { apiVersion, kind }: KubeObject
): string {
  const { group } = store.kinds.of(apiVersion, kind)
  const rule = controller.spec.childResources?.find(child => {
    const served = store.kinds.byPlural(child.apiVersion, child.resource)
    return served?.kind === kind && served.group === group
  })
  return rule?.updateStrategy?.method ?? 'OnDelete'
}

function withOwner(desired: KubeObject, parent: KubeObject): KubeObject {
  const owners = desired.metadata.ownerReferences ?? []
  if (owners.some(({ uid }) => uid === parent.metadata.uid)) return desired
  const ownerReferences = [...owners, ownerReference(parent)]
  return { ...desired, metadata: { ...desired.metadata, ownerReferences } }
}

function withoutSystemFields({ status: _, ...object }: KubeObject): ObjectInput {
  const fields = Object.entries(object.metadata).filter(([name]) => !systemFields.includes(name))
  const metadata = Object.fromEntries(fields) as ObjectInput['metadata']
  if (metadata.annotations?.[lastApplied] === undefined) return { ...object, metadata }
  const { [lastApplied]: __, ...annotations } = metadata.annotations
  return { ...object, metadata: { ...metadata, annotations } }
}
