import type { Clock } from '../../hooks/clock.ts'
import { compilePolicies } from './admission.ts'
import { denied, notFound } from './api-errors.ts'
import { createDeletion, type DeleteOptions } from './deletion.ts'
import { startGarbageCollector } from './garbage-collector.ts'
import { createKinds, type Kinds } from './kinds.ts'
import {
  type JsonObject,
  type KubeObject,
  keyOf,
  type ObjectInput,
  type ObjectRef
} from './objects.ts'
import type { CustomResourceDefinition } from './schema.ts'
import { type LabelSelector, matchesSelector } from './selectors.ts'
import { createStorage, type Storage } from './storage.ts'
import type { Watcher } from './watchers.ts'
import { type ApplyOptions, createWriter, type StoreCore, type WriteOptions } from './writing.ts'

/** Which objects of a kind to list. */
export type ListOptions = {
  apiVersion: string
  kind: string
  namespace?: string
  selector?: LabelSelector
}

/**
 * An in-memory Kubernetes API. The objects that it returns are frozen. It throws failures as
 * `ApiError`s with the Status that the real server would answer: 400, 403, 404, 409 or 422.
 */
export type ApiStore = {
  kinds: Kinds
  get: (ref: ObjectRef) => KubeObject | undefined
  /** Like `get`, but throws a 404 if the object does not exist. */
  read: (ref: ObjectRef) => KubeObject
  list: (options: ListOptions) => readonly KubeObject[]
  /**
   * Creates an object. If the kind has a status subresource, ignores the status that the client
   * sends.
   */
  create: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /**
   * Replaces an object except its status. A resourceVersion or uid in its metadata is a
   * precondition: the stored object must have the same one.
   */
  update: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /**
   * Replaces only the status of an object. A resourceVersion or uid in its metadata is a
   * precondition, as for `update`.
   */
  updateStatus: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /** Does a server-side apply. Throws if there are unknown fields, as the real server does. */
  apply: (object: ObjectInput, options: ApplyOptions) => KubeObject
  /**
   * Deletes an object. An object with finalizers is not removed but becomes Terminating. Returns
   * the last version of the object.
   */
  delete: (ref: ObjectRef, options?: DeleteOptions) => KubeObject
  /**
   * Calls the watcher for each change of an object, of one kind or of all kinds. Returns a function
   * that ends this.
   */
  watch: (watcher: Watcher, kind?: { apiVersion: string; kind: string }) => () => void
  /** Stops the garbage collector. */
  close: () => void
}

export type ApiStoreOptions = {
  /** CustomResourceDefinitions, parsed from YAML. */
  crds: readonly CustomResourceDefinition[]
  /** ValidatingAdmissionPolicies and their bindings, parsed from YAML. */
  policies?: readonly JsonObject[]
  clock: Clock
  /** Returns numbers from 0 to 1, from which uids are made. Without it, uids are numbered. */
  random?: () => number
  /** The time from a change until the garbage collector handles it. */
  garbageDelayMilliseconds?: number
}

/** Makes a store that contains only the namespace `default`. */
export function createApiStore(options: ApiStoreOptions): ApiStore {
  const { clock, garbageDelayMilliseconds: delayMilliseconds = 10 } = options
  const kinds = createKinds(options.crds)
  const storage = createStorage()
  const reader = createReader(kinds, storage)
  const admit = createAdmit(reader, options.policies ?? [])
  const core: StoreCore = { kinds, storage, clock, random: options.random, admit }
  const writer = createWriter(core)
  const deletion = createDeletion(core)
  const close = startGarbageCollector({ storage, clock, delayMilliseconds, acts: deletion.acts })
  writer.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  return {
    kinds,
    ...reader,
    ...writer,
    delete: deletion.delete,
    watch: (watcher, kind) => storage.watch(kind && kinds.of(kind.apiVersion, kind.kind), watcher),
    close
  }
}

type Reader = Pick<ApiStore, 'get' | 'read' | 'list'>

function createReader(kinds: Kinds, storage: Storage): Reader {
  function get(ref: ObjectRef): KubeObject | undefined {
    return storage.get(kinds.of(ref.apiVersion, ref.kind), keyOf(ref))
  }

  function read(ref: ObjectRef): KubeObject {
    const object = get(ref)
    if (object !== undefined) return object
    throw notFound({ ...kinds.of(ref.apiVersion, ref.kind), name: ref.name })
  }

  function list({ apiVersion, kind, namespace, selector }: ListOptions): readonly KubeObject[] {
    const all = storage.list(kinds.of(apiVersion, kind), namespace)
    if (selector === undefined) return all
    return all.filter(({ metadata }) => matchesSelector(selector, metadata.labels))
  }

  return { get, read, list }
}

function createAdmit({ list }: Reader, policies: readonly JsonObject[]): StoreCore['admit'] {
  const admission = compilePolicies(policies)
  const listParams = (apiVersion: string, kind: string) => list({ apiVersion, kind })
  return ({ username = 'kubernetes-admin', ...request }) => {
    const why = admission({ ...request, username }, listParams)
    if (why !== undefined) throw denied({ ...request.kind, name: request.name }, why)
  }
}
