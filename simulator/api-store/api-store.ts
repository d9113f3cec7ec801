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
import { createStorage, type Watcher } from './storage.ts'
import { createWriter, type StoreCore, type WriteOptions } from './writing.ts'

/** Asks for objects of a kind: of one namespace, and with certain labels, if given. */
export type ListOptions = {
  apiVersion: string
  kind: string
  namespace?: string
  selector?: LabelSelector
}

/**
 * An in-memory Kubernetes API. Objects that it gives out are frozen. Failures are thrown as `ApiError`s with the
 * Status that the real server would answer: 404, 409, 422.
 */
export type ApiStore = {
  kinds: Kinds
  get: (ref: ObjectRef) => KubeObject | undefined
  /** Like `get`, but throws a 404 where the object is not there. */
  read: (ref: ObjectRef) => KubeObject
  list: (options: ListOptions) => readonly KubeObject[]
  /** Creates an object; its status is ignored where the kind has a status subresource. */
  create: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /** Replaces all but the status. A resourceVersion or uid in the metadata is a precondition. */
  update: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /** Replaces the status alone. A resourceVersion or uid in the metadata is a precondition. */
  updateStatus: (object: ObjectInput, options?: WriteOptions) => KubeObject
  /** Server-side apply: creates or merges, by field manager. Unknown fields are an error, as on the real server. */
  apply: (
    object: ObjectInput,
    options: WriteOptions & { manager: string; force?: boolean }
  ) => KubeObject
  /** Deletes, or marks as Terminating where there are finalizers. Returns the object as it was left. */
  delete: (ref: ObjectRef, options?: DeleteOptions) => KubeObject
  /** Calls back on each change, in order, of one kind or of all. Returns the function that ends it. */
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
  /** Source of uids, 0 to 1; by default uids are numbered. */
  random?: () => number
  /** How long after a change the garbage collector looks at it. */
  garbageDelayMilliseconds?: number
}

/** Makes an API with the namespace `default` in it. Throws where a CustomResourceDefinition has no usable schema. */
export function createApiStore(options: ApiStoreOptions): ApiStore {
  const { clock, crds, garbageDelayMilliseconds: delayMilliseconds = 10 } = options
  const kinds = createKinds(crds)
  const storage = createStorage()
  const admission = compilePolicies(options.policies ?? [])
  const core: StoreCore = { kinds, storage, clock, random: options.random, admit }
  const writer = createWriter(core)
  const deletion = createDeletion(core)
  const close = startGarbageCollector({ storage, clock, delayMilliseconds, acts: deletion.acts })

  function admit({
    username = 'kubernetes-admin',
    ...request
  }: Parameters<StoreCore['admit']>[0]): void {
    const why = admission({ ...request, username }, (apiVersion, kind) =>
      list({ apiVersion, kind })
    )
    if (why !== undefined) throw denied({ ...request.kind, name: request.name }, why)
  }

  function get(ref: ObjectRef): KubeObject | undefined {
    return storage.get(kinds.of(ref.apiVersion, ref.kind), keyOf(ref))
  }

  function read(ref: ObjectRef): KubeObject {
    const object = get(ref)
    if (object === undefined)
      throw notFound({ ...kinds.of(ref.apiVersion, ref.kind), name: ref.name })
    return object
  }

  function list({ apiVersion, kind, namespace, selector }: ListOptions): readonly KubeObject[] {
    const all = storage.list(kinds.of(apiVersion, kind), namespace)
    return selector === undefined
      ? all
      : all.filter(({ metadata }) => matchesSelector(selector, metadata.labels))
  }

  const store: ApiStore = {
    kinds,
    get,
    read,
    list,
    create: writer.create,
    update: writer.update,
    updateStatus: writer.updateStatus,
    apply: writer.apply,
    delete: deletion.delete,
    watch: (watcher, kind) => storage.watch(kind && kinds.of(kind.apiVersion, kind.kind), watcher),
    close
  }
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  return store
}
