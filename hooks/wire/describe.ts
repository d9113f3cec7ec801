import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { group } from '../api/schema.ts'
import { groupOf } from './groups.ts'
import type { SyncRequest, SyncResponse } from './metacontroller.ts'

/**
 * Says what Metacontroller would do with an answer, in one line for each change. The changes are
 * the differences between the observed children and the children of the answer. The list is empty
 * if at most the status would change.
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

/** Metacontroller does not patch a child that is being deleted, or that needs no change. */
function describeChange(
  key: string,
  child: DesiredObject,
  observed: KubernetesObject | undefined
): string[] {
  if (observed === undefined) return [`create ${key}`]
  if (observed.metadata.deletionTimestamp !== undefined) return []
  const isOurs = groupOf(child.apiVersion) === group
  const paths = [
    ...differences(child.spec, observed.spec, 'spec', isOurs),
    ...differences(
      child.metadata.annotations ?? {},
      observed.metadata.annotations ?? {},
      'annotations',
      false
    )
  ]
  return paths.length === 0 ? [] : [`update ${key}: ${paths.join(', ')}`]
}

/**
 * The paths at which two values differ. A field that only the observed value has is usually a
 * default of the API server, or belongs to somebody else, and is ignored.
 * @param exact - true for our own kinds, where such a field counts as removed
 */
function differences(wanted: unknown, observed: unknown, path: string, exact: boolean): string[] {
  if (!isObject(wanted) || !isObject(observed)) return Object.is(wanted, observed) ? [] : [path]
  if (Array.isArray(wanted) || Array.isArray(observed)) {
    const isSameLength =
      Array.isArray(wanted) && Array.isArray(observed) && wanted.length === observed.length
    if (!isSameLength) return [path]
  }
  const removed = exact ? Object.keys(observed).filter(key => !(key in wanted)) : []
  const changed = Object.keys(wanted).flatMap(key =>
    differences(wanted[key], observed[key], `${path}.${key}`, exact)
  )
  return [...changed, ...removed.map(key => `${path}.${key}`)]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
