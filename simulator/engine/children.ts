import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import {
  type KubeObject,
  keyOf,
  type ObjectInput,
  type ObjectRef,
  refOf,
  sameJson
} from '../api-store/objects.ts'
import { ownerReference } from './claiming.ts'
import { groupKey, type ObjectMap, sortedGroups } from './object-map.ts'
import type { CompositeController } from './types.ts'
import { username, type Writes } from './writes.ts'

/** Field manager of server-side apply, Metacontroller's default. */
const manager = 'metacontroller'

/** Annotation of the older way of applying; it is never applied. */
const lastApplied = 'metacontroller.k8s.io/last-applied-configuration'

/** What the server fills in: it would only make applies differ. */
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

/** What was applied last to a child, and what the child looked like afterwards; shared by all controllers. */
export type AppliedCache = Map<string, { desired: ObjectInput; uid: string; version: string }>

export type ChildrenOptions = {
  controller: CompositeController
  store: ApiStore
  writes: Writes
  applied: AppliedCache
  /** Puts things in the order in which they are done, which the real one leaves to chance. */
  shuffle: <T>(items: readonly T[]) => readonly T[]
}

/** What became of the children of one parent in one sync. */
export type ChildrenReport = { applied: ObjectRef[]; deleted: ObjectRef[]; errors: string[] }

/** Deletes the children that are not desired, then applies the desired ones; errors are collected on the way. */
export async function manageChildren(
  parent: KubeObject,
  observed: ObjectMap,
  desired: ObjectMap,
  options: ChildrenOptions
): Promise<ChildrenReport> {
  const report: ChildrenReport = { applied: [], deleted: [], errors: [] }
  for (const [group, objects] of sortedGroups(observed)) {
    const unwanted = [...objects]
      .filter(([key]) => !desired.get(group)?.has(key))
      .map(([, object]) => object)
    for (const object of options.shuffle(unwanted))
      await collect(report, () => deleteChild(object, report, options))
  }
  for (const [group, objects] of sortedGroups(desired)) {
    for (const [key, object] of options.shuffle([...objects])) {
      const known = observed.get(group)?.get(key)
      await collect(report, () =>
        applyChild({ parent, desired: object, observed: known }, report, options)
      )
    }
  }
  return report
}

async function collect(report: ChildrenReport, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    report.errors.push(error instanceof Error ? error.message : String(error))
  }
}

/** In the background, and only this very object. */
async function deleteChild(
  child: KubeObject,
  report: ChildrenReport,
  options: ChildrenOptions
): Promise<void> {
  if (child.metadata.deletionTimestamp !== undefined) return
  try {
    await options.writes.pause('delete', child)
    options.store.delete(refOf(child), {
      propagation: 'Background',
      uid: child.metadata.uid,
      username
    })
    options.applied.delete(cacheKey(child))
    report.deleted.push(refOf(child))
  } catch (error) {
    if (!isNotFound(error))
      throw new Error(
        `can't delete ${child.kind} ${keyOf(child.metadata)}: ${(error as Error).message}`
      )
  }
}

type Wanted = { parent: KubeObject; desired: KubeObject; observed: KubeObject | undefined }

/** A forced server-side apply without precondition, left out while neither wish nor generation has changed. */
async function applyChild(
  { parent, desired, observed }: Wanted,
  report: ChildrenReport,
  options: ChildrenOptions
): Promise<void> {
  const { store, applied, writes } = options
  if (observed?.metadata.deletionTimestamp !== undefined) return
  const config = sanitize(withOwner(desired, parent))
  const key = cacheKey(config)
  if (observed !== undefined) {
    if (isUnchanged(applied.get(key), config, observed)) return
    if (methodOf(options, observed) === 'OnDelete') {
      applied.set(key, {
        desired: config,
        uid: observed.metadata.uid,
        version: versionOf(observed)
      })
      return
    }
  }
  try {
    await writes.pause('apply', config)
    const patched = store.apply(config, { manager, force: true, username })
    applied.set(key, { desired: config, uid: patched.metadata.uid, version: versionOf(patched) })
    report.applied.push(refOf(patched))
  } catch (error) {
    // somebody else was faster: the change that beat us causes the next sync
    if (!isConflict(error)) throw error
  }
}

function isUnchanged(
  last: { desired: ObjectInput; uid: string; version: string } | undefined,
  config: ObjectInput,
  observed: KubeObject
): boolean {
  if (
    last === undefined ||
    last.uid !== observed.metadata.uid ||
    last.version !== versionOf(observed)
  )
    return false
  return sameJson(last.desired, config)
}

/** The generation, or for kinds without one the resourceVersion. */
function versionOf({ metadata }: KubeObject): string {
  return metadata.generation
    ? `generation ${metadata.generation}`
    : `version ${metadata.resourceVersion}`
}

function cacheKey({ apiVersion, kind, metadata }: ObjectInput): string {
  return `${groupKey({ apiVersion: apiVersion.split('/')[0] ?? '', kind })}/${keyOf(metadata)}`
}

/** By group and kind, whatever the version; Metacontroller's default is never to update. */
function methodOf(
  { controller, store }: ChildrenOptions,
  { apiVersion, kind }: KubeObject
): string {
  const rule = controller.spec.childResources?.find(child => {
    const known = store.kinds.byPlural(child.apiVersion, child.resource)
    return known?.kind === kind && known.group === store.kinds.of(apiVersion, kind).group
  })
  return rule?.updateStrategy?.method ?? 'OnDelete'
}

function withOwner(desired: KubeObject, parent: KubeObject): KubeObject {
  const owners = desired.metadata.ownerReferences ?? []
  if (owners.some(({ uid }) => uid === parent.metadata.uid)) return desired
  return {
    ...desired,
    metadata: { ...desired.metadata, ownerReferences: [...owners, ownerReference(parent)] }
  }
}

function sanitize({ status: _, ...object }: KubeObject): ObjectInput {
  const fields = Object.entries(object.metadata).filter(([name]) => !systemFields.includes(name))
  const metadata = Object.fromEntries(fields) as ObjectInput['metadata']
  if (metadata.annotations?.[lastApplied] === undefined) return { ...object, metadata }
  const { [lastApplied]: __, ...annotations } = metadata.annotations
  return { ...object, metadata: { ...metadata, annotations } }
}
