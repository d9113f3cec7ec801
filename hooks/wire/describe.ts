import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { group } from '../api/schema.ts'
import { isApplied } from './field-managers.ts'
import { groupOf } from './groups.ts'
import type { SyncRequest, SyncResponse } from './metacontroller.ts'

/**
 * Says what Metacontroller would do with the answer of a hook, in one line for each change. The
 * changes are the differences between the observed children and the children of the answer. The
 * list is empty if Metacontroller would change at most the status.
 */
export function describeAnswer(request: SyncRequest<unknown>, response: SyncResponse): string[] {
  const wanted = new Map(response.children.map(child => [keyOf(child), child]))
  const observed = new Map(observedChildren(request).map(child => [keyOf(child), child]))
  const removals = [...observed]
    .filter(([key]) => !wanted.has(key))
    .flatMap(([key, child]) => describeRemoval(key, child))
  const changes = [...wanted].flatMap(([key, child]) =>
    describeChange(key, child, observed.get(key))
  )
  const finalizer = response.finalized === true ? ['remove the finalizer: nothing is left'] : []
  return [...removals, ...changes, ...finalizer]
}

function observedChildren(request: SyncRequest<unknown>): KubernetesObject[] {
  return Object.values(request.children).flatMap(group => Object.values(group))
}

function keyOf({ kind, metadata }: DesiredObject | KubernetesObject): string {
  const { name, namespace } = metadata
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`
}

function describeRemoval(key: string, child: KubernetesObject): string[] {
  return child.metadata.deletionTimestamp === undefined ? [`delete ${key}`] : []
}

/**
 * Describes how Metacontroller would create or patch a child. The list is empty for a child that is
 * being deleted and for a child that needs no change, because Metacontroller does not patch these.
 *
 * A field that only the observed child has counts as removed by us in the spec of our own kinds:
 * nobody else writes it. Elsewhere it is usually a default of the API server, or belongs to
 * somebody else. So there it counts only if our apply owns it.
 */
function describeChange(
  key: string,
  child: DesiredObject,
  observed: KubernetesObject | undefined
): string[] {
  if (observed === undefined) return [`create ${key}`]
  if (observed.metadata.deletionTimestamp !== undefined) return []
  const isExact = groupOf(child.apiVersion) === group
  const isNews = ({ path, isExtra }: Difference) =>
    !isExtra || (isExact && path[0] === 'spec') || isApplied(observed, path)
  const paths = differencesOf(child, observed).filter(isNews).map(nameOf)
  return paths.length === 0 ? [] : [`update ${key}: ${paths.join(', ')}`]
}

/** A place at which a wanted and an observed value differ. */
type Difference = {
  /** The names of the fields, and the indexes of the items. */
  path: readonly string[]
  /** Only the observed value has this field. */
  isExtra: boolean
}

/** The values differ as a whole. */
const here: Difference = { path: [], isExtra: false }

function differencesOf(child: DesiredObject, observed: KubernetesObject): Difference[] {
  const [wanted, found] = [child.metadata.annotations ?? {}, observed.metadata.annotations ?? {}]
  return [
    ...below('spec', differences(child.spec, observed.spec)),
    ...below('metadata', below('annotations', differences(wanted, found)))
  ]
}

function differences(wanted: unknown, observed: unknown): Difference[] {
  if (!isObject(wanted) || !isObject(observed)) return Object.is(wanted, observed) ? [] : [here]
  if (Array.isArray(wanted) || Array.isArray(observed)) {
    const isSameLength =
      Array.isArray(wanted) && Array.isArray(observed) && wanted.length === observed.length
    if (!isSameLength) return [here]
  }
  const extra = Object.keys(observed).filter(key => !Object.hasOwn(wanted, key))
  const changed = Object.keys(wanted).flatMap(key =>
    below(key, differences(wanted[key], observed[key]))
  )
  return [...changed, ...extra.map(key => ({ path: [key], isExtra: true }))]
}

/** The differences of a part as differences of the whole. Most parts have none. */
function below(name: string, found: Difference[]): Difference[] {
  return found.length === 0 ? found : found.map(one => ({ ...one, path: [name, ...one.path] }))
}

/** A path as people read it. */
function nameOf({ path }: Difference): string {
  return (path[0] === 'metadata' ? path.slice(1) : path).join('.')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
