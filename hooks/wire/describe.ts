import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { group } from '../api/schema.ts'
import { groupOf } from './groups.ts'
import type { SyncRequest, SyncResponse } from './metacontroller.ts'

/**
 * What Metacontroller would do with an answer, in words, a line for each change: the difference
 * between the observed children and those answered. Empty when nothing would change but the status.
 */
export function describeAnswer(request: SyncRequest<unknown>, response: SyncResponse): string[] {
  const wanted = new Map(response.children.map(child => [keyOf(child), child]))
  const observed = new Map(observedChildren(request).map(child => [keyOf(child), child]))
  const gone = [...observed]
    .filter(([key]) => !wanted.has(key))
    .flatMap(([key, child]) => describeRemoval(key, child))
  const changes = [...wanted].flatMap(([key, child]) =>
    describeChange(key, child, observed.get(key))
  )
  const finalizer = response.finalized === true ? ['let the object go: nothing is left'] : []
  return [...gone, ...changes, ...finalizer]
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

/** Metacontroller neither patches a child that is being deleted nor one that is as it should be. */
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
 * Where two values differ. A field that only the observed one has is a default of the API server or
 * somebody else's, except in our own kinds, which have no such defaults.
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
