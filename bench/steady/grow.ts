import type { SyncRequest } from '../../hooks/wire/metacontroller.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'

/** How to copy one group of hostnames, which are all on one Gateway, to further groups. */
export type Copying = {
  /** Hostnames in a group. */
  perGroup: number
  /** The UIDs that stay the same in all groups: that of the pool. */
  shared: ReadonlySet<string>
}

const uids = /[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g

/**
 * Copies text about one group to another group. The copy has the hostnames, the Gateway, the UIDs
 * and the ARNs of the other group.
 * @param text - JSON, or the value of a record
 * @param group - the number of the group. Group 0 is the original, and is not changed
 */
export function copyFor(text: string, group: number, { perGroup, shared }: Copying): string {
  if (group === 0) return text
  return text
    .replace(
      /\bapp-(\d{5})/g,
      (_, number) => `app-${String(Number(number) + group * perGroup).padStart(5, '0')}`
    )
    .replace(/\bdefault-1\b/g, `default-${group + 1}`)
    .replace(/-default1-/g, `-default${group + 1}-`)
    .replace(uids, (uid, rest) =>
      shared.has(uid) ? uid : `${group.toString(16).padStart(8, '0')}${rest}`
    )
}

type Groups = Record<string, Record<string, JsonObject>>

/** The sync request of a pool with the given number of groups, copied from a request with one. */
export function growPool(request: SyncRequest, groups: number, copying: Copying): SyncRequest {
  const grow = (objects: Groups): Groups =>
    Object.fromEntries(
      Object.entries(objects).map(([kind, ofKind]) => [kind, growKind(ofKind, groups, copying)])
    )
  return {
    ...request,
    children: grow(request.children as unknown as Groups),
    related: grow(request.related as unknown as Groups)
  } as unknown as SyncRequest
}

/**
 * Copies the objects of one kind to all groups. The result has an object once if it has the same
 * name in all groups, for example a namespace. The keys are sorted, as Metacontroller sorts them.
 */
function growKind(
  objects: Record<string, JsonObject>,
  groups: number,
  copying: Copying
): Record<string, JsonObject> {
  const grown = new Map<string, JsonObject>()
  const texts = Object.entries(objects).map(
    ([key, object]) => [key, JSON.stringify(object)] as const
  )
  for (let group = 0; group < groups; group++) {
    for (const [key, text] of texts)
      grown.set(copyFor(key, group, copying), JSON.parse(copyFor(text, group, copying)))
  }
  return Object.fromEntries([...grown].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
