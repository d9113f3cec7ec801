import type { Kind } from '../api-store/kinds.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'

/** Objects by `Kind.group/version` (core: `Kind.version`), then by `namespace/name`, or name where cluster-scoped. */
export type ObjectMap = Map<string, Map<string, KubeObject>>

/** The outer key. */
export function groupKey({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  return `${kind}.${apiVersion}`
}

/** Makes sure of a group, which is there even when it is empty. */
export function groupOf(
  map: ObjectMap,
  kind: Pick<Kind, 'apiVersion' | 'kind'>
): Map<string, KubeObject> {
  const key = groupKey(kind)
  const known = map.get(key) ?? new Map<string, KubeObject>()
  map.set(key, known)
  return known
}

/** Adds objects to their group. */
export function insert(
  map: ObjectMap,
  kind: Pick<Kind, 'apiVersion' | 'kind'>,
  objects: readonly KubeObject[]
): void {
  const group = groupOf(map, kind)
  for (const object of objects) group.set(keyOf(object.metadata), object)
}

/** As JSON, keys sorted as Go sorts them. */
export function toJson(map: ObjectMap): { [group: string]: { [key: string]: KubeObject } } {
  return Object.fromEntries(
    sorted(map).map(([group, objects]) => [group, Object.fromEntries(sorted(objects))])
  )
}

function sorted<T>(map: Map<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
}

/** The groups by group, version and kind, the order in which Metacontroller works through them. */
export function sortedGroups(
  map: ObjectMap
): readonly (readonly [string, Map<string, KubeObject>])[] {
  return [...map].sort(([left], [right]) => (sortKey(left) < sortKey(right) ? -1 : 1))
}

const sortKeys = new Map<string, string>()

/** There are few groups, and each sync sorts some. */
function sortKey(key: string): string {
  const known = sortKeys.get(key) ?? readSortKey(key)
  sortKeys.set(key, known)
  return known
}

/** `Gateway.gateway.networking.k8s.io/v1` as group, version, kind. */
function readSortKey(key: string): string {
  const dot = key.indexOf('.')
  const [kind, apiVersion] = [key.slice(0, dot), key.slice(dot + 1)]
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return [group, version, kind].join('\u0000')
}
