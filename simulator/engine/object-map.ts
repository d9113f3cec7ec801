import type { ServedKind } from '../api-store/controller-store.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'

/**
 * Objects by group, then by key. A group is `Kind.group/version` (core kinds: `Kind.version`);
 * a key is `namespace/name` (cluster-scoped objects: `name`).
 */
export type ObjectMap = Map<string, Map<string, KubeObject>>

/** The name of a group. */
export function groupKey({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  return `${kind}.${apiVersion}`
}

/** The group of a kind. Adds an empty group when there is none. */
export function groupOf(
  map: ObjectMap,
  kind: Pick<ServedKind, 'apiVersion' | 'kind'>
): Map<string, KubeObject> {
  const key = groupKey(kind)
  const group = map.get(key) ?? new Map<string, KubeObject>()
  map.set(key, group)
  return group
}

/** Adds objects to their group. */
export function insert(
  map: ObjectMap,
  kind: Pick<ServedKind, 'apiVersion' | 'kind'>,
  objects: readonly KubeObject[]
): void {
  const group = groupOf(map, kind)
  for (const object of objects) group.set(keyOf(object.metadata), object)
}

/** The map as a JSON object, with its keys sorted as Go sorts them. */
export function toJson(map: ObjectMap): { [group: string]: { [key: string]: KubeObject } } {
  return Object.fromEntries(
    sorted(map).map(([group, objects]) => [group, Object.fromEntries(sorted(objects))])
  )
}

function sorted<T>(map: Map<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
}

/** The groups by API group, version and kind: the order in which Metacontroller writes children. */
export function sortedGroups(
  map: ObjectMap
): readonly (readonly [string, Map<string, KubeObject>])[] {
  return [...map].sort(([left], [right]) => (sortKey(left) < sortKey(right) ? -1 : 1))
}

const sortKeys = new Map<string, string>()

/** Sort keys are cached: each sync sorts the same few groups. */
function sortKey(group: string): string {
  const key = sortKeys.get(group) ?? readSortKey(group)
  sortKeys.set(group, key)
  return key
}

/** Turns `Gateway.gateway.networking.k8s.io/v1` into API group, version and kind. */
function readSortKey(groupName: string): string {
  const dot = groupName.indexOf('.')
  const [kind, apiVersion] = [groupName.slice(0, dot), groupName.slice(dot + 1)]
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return [group, version, kind].join('\u0000')
}
