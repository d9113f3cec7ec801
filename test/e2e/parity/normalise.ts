import { isObject, type JsonObject } from '../../../simulator/api-store/objects.ts'

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

/** A hook request without the CompositeController, which is the same in each. */
export function normaliseRequest({ controller: _, ...body }: JsonObject): string {
  return JSON.stringify(normalise(body), null, 1)
}
