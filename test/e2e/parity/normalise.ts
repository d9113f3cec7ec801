import {
  asList,
  asObject,
  isObject,
  type JsonObject
} from '../../../simulator/api-store/objects.ts'

/** Fields whose values differ from run to run, and say nothing. */
const fleeting = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'time', 'generation'])

/** Fields whose values differ, but whose presence counts. */
const present = new Set(['deletionTimestamp', 'controller-uid'])

/**
 * A JSON value without what differs between two runs: uids, versions and times. Keys are sorted.
 * Generations are left out too: Metacontroller may apply once more or once less.
 */
export function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise)
  if (!isObject(value)) return value
  const entries = Object.entries(value)
    .filter(([key]) => !fleeting.has(key))
    .map(([key, field]): [string, unknown] => {
      if (key === 'managedFields') return [key, managers(field)]
      return [key, present.has(key) ? 'set' : normalise(field)]
    })
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

/** The managers of an object with their fields, in an order that does not depend on times. */
function managers(field: unknown): unknown {
  const all = (Array.isArray(field) ? field : []).map(entry => normalise(entry))
  return all.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1))
}

const uid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** A text without uids, which also stand in keys of managed fields and in messages. */
export function withoutUids(text: string): string {
  return text.replaceAll(uid, 'UID')
}

function withoutStatus({ status: _, metadata, ...parent }: JsonObject): JsonObject {
  const fields = asList(asObject(metadata).managedFields).map(asObject)
  const managedFields = fields.filter(({ subresource }) => subresource !== 'status')
  return { ...parent, metadata: { ...asObject(metadata), managedFields } }
}

/**
 * A hook request, as far as it can be the same in two runs. Left out are:
 *
 * - the CompositeController, which is the same in each;
 * - the status of the parent, which may lack the last write in the cache. The objects that are
 *   compared in the end have it;
 * - of a parent in a customize request, all but its spec: each change of a related object, in any
 *   namespace, asks for the rules of all parents, so whether the finalizer is there is chance.
 */
export function normaliseRequest(hook: string, { controller: _, ...body }: JsonObject): string {
  const parent = withoutStatus(asObject(body.parent))
  const kept = hook === 'customize' ? parent.spec : { ...body, parent }
  return withoutUids(JSON.stringify(normalise(kept), null, 1))
}
