import {
  asObject,
  isObject,
  type JsonObject,
  type KubeObject
} from '../../../simulator/api-store/objects.ts'
import { normalise, withoutUids } from './normalise.ts'

/** What differs from run to run in texts: times, and what AWS has drawn. */
const fleeting: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/\d{4}-\d\d-\d\d( \d\d:\d\d)?/g, 'DAY'],
  [/-\d{10}\.([a-z0-9-]+)\.elb/g, '-DIGITS.$1.elb'],
  [/(loadbalancer\/app\/[^/"]+\/)[0-9a-z]+/g, '$1ID'],
  [/k8s-[a-z0-9-]+-[0-9a-f]{10}/g, 'k8s-LOAD-BALANCER'],
  [/\/?C[0-9A-Z]{12,}/g, 'CHANGE'],
  [/_[0-9a-f]{32}/g, '_HASH'],
  // The route of a request has a name that the UID of the request decides.
  [/\bshop-[0-9a-z]{5,7}\b/g, 'shop-SUFFIX'],
  // The address that a Service gets.
  [/\b10\.0\.0\.\d+\b/g, 'CLUSTER-IP'],
  // Metacontroller may apply once more or once less.
  [/"observedGeneration": \d+/g, '"observedGeneration": N']
]

/** A text without what differs from run to run. */
export function withoutFleeting(text: string): string {
  return fleeting.reduce(
    (changed, [pattern, name]) => changed.replaceAll(pattern, name),
    withoutUids(text)
  )
}

function shown(value: unknown): string {
  return withoutFleeting(JSON.stringify(normalise(value), null, 1))
}

/** An object, as far as it can be the same in two runs. */
export function shownObject({ metadata, ...object }: KubeObject): string {
  const { managedFields: _, ...rest } = metadata
  return shown({ ...object, metadata: rest })
}

/**
 * A hook request, as far as it can be the same in two runs. The status of the parent is left out,
 * because the cache may lack the last write; and so are managed fields. Of the related objects,
 * only those of the scenario's own place are there.
 */
export function normaliseOwn(body: JsonObject, place: string): string {
  const { controller: _, parent, children, related, ...rest } = body
  const { status: __, metadata, ...kept } = asObject(parent)
  const { managedFields: ___, ...ofParent } = asObject(metadata)
  return shown({
    ...rest,
    parent: { ...kept, metadata: ofParent },
    children: groups(children, () => true),
    related: groups(related, key => new RegExp(`\\b${place}\\b`).test(key))
  })
}

function groups(value: unknown, isKept: (key: string) => boolean): JsonObject {
  const entries = Object.entries(asObject(value)).map(([group, objects]) => {
    const kept = Object.entries(asObject(objects)).filter(
      ([key, object]) => isKept(key) || isKept(JSON.stringify(asObject(object).spec ?? ''))
    )
    return [
      group,
      kept
        .map(([key, object]) => [withoutFleeting(key), isObject(object) ? brief(object) : object])
        .toSorted()
    ]
  })
  return Object.fromEntries(entries)
}

/** Without managed fields. The status of a related or child object is kept. */
function brief({ metadata, ...object }: JsonObject): JsonObject {
  const { managedFields: _, ...rest } = asObject(metadata)
  return { ...object, metadata: rest }
}
