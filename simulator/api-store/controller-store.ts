import type { DeleteOptions } from './deletion.ts'
import type { Kind } from './kinds.ts'
import type { KubeObject, ObjectInput, ObjectRef } from './objects.ts'
import type { Watcher } from './watchers.ts'
import type { ApplyOptions, WriteOptions } from './writing.ts'

/** A kind as far as a controller needs to know it. */
export type ServedKind = Pick<
  Kind,
  'apiVersion' | 'group' | 'version' | 'kind' | 'plural' | 'isNamespaced'
>

type Later<T> = T | Promise<T>

/**
 * The part of a Kubernetes API that controllers need. The API store in memory answers at once; a
 * client of a real API server answers later. `get` and `list` read what the watches have seen so
 * far, as the caches of a controller do. Failures are `ApiError`s.
 */
export type ControllerStore = {
  kinds: {
    /** Throws a 404 if the kind is not served. */
    of: (apiVersion: string, kind: string) => ServedKind
    byPlural: (apiVersion: string, plural: string) => ServedKind | undefined
  }
  get: (ref: ObjectRef) => KubeObject | undefined
  list: (kind: { apiVersion: string; kind: string }) => readonly KubeObject[]
  watch: (watcher: Watcher, kind: { apiVersion: string; kind: string }) => () => void
  /**
   * Resolves when `list` has the objects of a resource. Does nothing for a resource that is not
   * served. The API store has all objects at any time, and no such function.
   */
  load?: (apiVersion: string, resource: string) => Promise<void>
  /** The live object. Throws a 404 if it does not exist. */
  read: (ref: ObjectRef) => Later<KubeObject>
  update: (object: ObjectInput, options?: WriteOptions) => Later<KubeObject>
  updateStatus: (object: ObjectInput, options?: WriteOptions) => Later<KubeObject>
  apply: (object: ObjectInput, options: ApplyOptions) => Later<KubeObject>
  delete: (ref: ObjectRef, options?: DeleteOptions) => Later<unknown>
}
