import type { SyncRequest } from '../../hooks/wire/metacontroller.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'

/** How one group of hostnames, all on one Gateway, is copied into others. */
export type Copying = {
  /** Hostnames in a group. */
  perGroup: number
  /** UIDs that all groups share: the pool's. */
  shared: ReadonlySet<string>
}

const uids = /[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g

/**
 * The same objects for other hostnames on another Gateway: numbers of hostnames and Gateways are moved on, and UIDs
 * and ARNs changed.
 * @param text JSON, or a record's value @param group 0 leaves all as it is
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

/** A pool's sync request with so many times the objects of the one given. */
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

/** What is the same in every group (a namespace) stays one; keys are sorted, as Metacontroller sends them. */
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
