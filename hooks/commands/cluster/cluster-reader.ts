import { fieldOf } from '../../api/field-of.ts'
import type { ObjectMeta } from '../../api/objects.ts'
import { ReadFailure } from './read-failure.ts'

/** Reads one cluster. Nothing that has only this can change the cluster. */
export type ClusterReader = {
  /** Which cluster it reads, and by what, such as `kubectl, context prod-1`. */
  target: string
  /** The kubectl context that it reads; absent where it is not kubectl, or has no context. */
  context?: string
  /**
   * The JSON at a path of the Kubernetes API, such as `/version`.
   * @throws {ReadFailure} and nothing else
   */
  get: (path: string) => Promise<unknown>
}

/** An object as it was read. Only its metadata is checked. */
export type ReadObject = {
  apiVersion?: string
  kind?: string
  metadata: Partial<ObjectMeta> & { name: string }
  spec?: unknown
  status?: unknown
  [field: string]: unknown
}

/** How many objects one page has. client-go asks for as many. */
const pageSize = 500

/**
 * All objects of a list, page after page.
 * @param path - the path of the list, without a query
 * @throws {ReadFailure} and nothing else
 */
export async function listAll({ get }: ClusterReader, path: string): Promise<ReadObject[]> {
  const objects: ReadObject[] = []
  let token: unknown
  do {
    const query = new URLSearchParams({ limit: `${pageSize}` })
    if (typeof token === 'string') query.set('continue', token)
    const page = await get(`${path}?${query}`)
    const items = fieldOf(page, 'items')
    if (!Array.isArray(items)) throw new ReadFailure('unreachable', `${path} is not a list`)
    objects.push(...items.filter(isObject))
    token = fieldOf(fieldOf(page, 'metadata'), 'continue')
  } while (typeof token === 'string' && token !== '')
  return objects
}

/** One object. @throws {ReadFailure} also if what is at the path is no object */
export async function readObject({ get }: ClusterReader, path: string): Promise<ReadObject> {
  const object = await get(path)
  if (isObject(object)) return object
  throw new ReadFailure('unreachable', `${path} is not an object of Kubernetes`)
}

function isObject(value: unknown): value is ReadObject {
  return typeof fieldOf(fieldOf(value, 'metadata'), 'name') === 'string'
}

/** Where an object or a list is. */
export type Place = { namespace?: string; name?: string }

/**
 * The path of a list or of one object.
 * @param apiVersion - such as `v1` or `apps/v1`
 * @param plural - such as `pods`
 */
export function pathOf(apiVersion: string, plural: string, place: Place = {}): string {
  const start = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const { namespace, name } = place
  return [
    start,
    ...(namespace === undefined ? [] : ['namespaces', encodeURIComponent(namespace)]),
    plural,
    ...(name === undefined ? [] : [encodeURIComponent(name)])
  ].join('/')
}
