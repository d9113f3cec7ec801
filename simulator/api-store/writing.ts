import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import type { AdmissionRequest } from './admission.ts'
import { alreadyExists, conflict, notFound } from './api-errors.ts'
import type { Kind, Kinds } from './kinds.ts'
import { type JsonObject, type KubeObject, keyOf, type ObjectInput } from './objects.ts'
import { applyTo, type Write, withFirstOwner, withNewOwners } from './ownership.ts'
import { checkPreconditions, receive } from './receive.ts'
import { isSame, withFixedMetadata, withGeneration, withServersFields } from './server-fields.ts'
import type { Storage } from './storage.ts'
import { timestamp } from './timestamps.ts'
import { createUids } from './uids.ts'
import { applyConflict, checkNamespace, checkValidity } from './write-checks.ts'

/** Who writes, and how strictly. */
export type WriteOptions = {
  /** The field manager, for `managedFields`. */
  manager?: string
  /**
   * Rejects an object with unknown fields, as kubectl asks the API server to do. By default,
   * unknown fields are dropped.
   */
  strict?: boolean
  /** The user who sends the request, for admission policies. */
  username?: string
}

export type ApplyOptions = WriteOptions & { manager: string; force?: boolean }

/** The parts of a store that its writes need. */
export type StoreCore = {
  kinds: Kinds
  storage: Storage
  clock: Clock
  random: (() => number) | undefined
  /** Throws if a policy denies the request. */
  admit: (request: Omit<AdmissionRequest, 'username'> & { username: string | undefined }) => void
}

/** The writes of a store. `ApiStore` says what each of them does. */
export type Writer = {
  create: (object: ObjectInput, options?: WriteOptions) => KubeObject
  update: (object: ObjectInput, options?: WriteOptions) => KubeObject
  updateStatus: (object: ObjectInput, options?: WriteOptions) => KubeObject
  apply: (object: ObjectInput, options: ApplyOptions) => KubeObject
}

type WriterCore = StoreCore & { nextUid: () => string }

/** Makes the writes of a store. They check each object as the API server does. */
export function createWriter(store: StoreCore): Writer {
  const core: WriterCore = { ...store, nextUid: createUids(store.random) }
  return {
    create: (object, options = {}) => create(core, object, options),
    update: (object, options = {}) => update(core, object, options),
    updateStatus: (object, options = {}) => updateStatus(core, object, options),
    apply: (object, options) => apply(core, object, options)
  }
}

function create(core: WriterCore, object: ObjectInput, options: WriteOptions): KubeObject {
  const { kind, input } = receive(core.kinds, object, options)
  checkNamespace(core, kind, input)
  if (core.storage.get(kind, keyOf(input.metadata)) !== undefined)
    throw alreadyExists({ ...kind, ...input.metadata })
  return insert(core, { kind, input, operation: 'Update' }, options)
}

function update(core: WriterCore, object: ObjectInput, options: WriteOptions): KubeObject {
  const { storage } = core
  const { kind, input } = receive(core.kinds, object, { ...options, storage })
  const live = readExisting(storage, kind, input)
  const next = kind.hasStatus
    ? { ...withoutStatus(input), ...defined({ status: live.status }) }
    : input
  const write = writeOf(core, kind, options)
  const owned = withNewOwners(live, withFixedMetadata(live, next), write, 'main')
  return replace(core, { kind, live, input: owned, part: 'main' }, options)
}

function updateStatus(core: WriterCore, object: ObjectInput, options: WriteOptions): KubeObject {
  const { storage } = core
  const { kind, input } = receive(core.kinds, object, { ...options, storage })
  if (!kind.hasStatus) throw notFound({ ...kind, name: `${input.metadata.name}/status` })
  const live = readExisting(storage, kind, input)
  const next = { ...withoutStatus(live), ...defined({ status: input.status }) }
  const owned = withNewOwners(live, next, writeOf(core, kind, options), 'status')
  return replace(core, { kind, live, input: owned, part: 'status' }, options)
}

function apply(core: WriterCore, object: ObjectInput, options: ApplyOptions): KubeObject {
  const sent = withoutStatus(object)
  const { kind, input } = receive(core.kinds, sent, { strict: true, isApply: true })
  const live = core.storage.get(kind, keyOf(input.metadata))
  if (live === undefined) return applyNew(core, kind, input, options)
  checkPreconditions(kind, live, input)
  const write = writeOf(core, kind, options)
  const applied = applyTo(live, input, write, options.force === true)
  if ('conflicts' in applied) throw applyConflict(kind, input.metadata.name, applied.conflicts)
  return replace(core, { kind, live, input: applied.object, part: 'main' }, options)
}

function applyNew(
  core: WriterCore,
  kind: Kind,
  input: ObjectInput,
  options: ApplyOptions
): KubeObject {
  checkNamespace(core, kind, input)
  if (input.metadata.uid !== undefined)
    throw conflict({ ...kind, ...input.metadata }, 'uid mismatch: no such object')
  return insert(core, { kind, input, operation: 'Apply' }, options)
}

type Insertion = { kind: Kind; input: ObjectInput; operation: 'Apply' | 'Update' }

/** Checks and stores a new object. */
function insert(
  core: WriterCore,
  { kind, input, operation }: Insertion,
  options: WriteOptions
): KubeObject {
  const sent = kind.hasStatus ? withoutStatus(input) : input
  const write = writeOf(core, kind, options)
  const owned = withFirstOwner(sent, write, operation)
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = owned.metadata
  const generation = kind.hasGeneration ? 1 : undefined
  const created = {
    ...metadata,
    uid: core.nextUid(),
    creationTimestamp: write.time,
    ...defined({ generation })
  }
  // The client's status was dropped, but a new object gets the defaults of the status, such as the
  // condition "Waiting for controller" of Gateway API. `admit` fills them in.
  const { object } = kind.validator.admit({ ...owned, metadata: created } as JsonObject)
  const next = withServersFields(kind, object as ObjectInput)
  checkValidity(kind, next)
  const { username } = options
  core.admit({ operation: 'CREATE', kind, ...placeOf(next), object: next, username })
  return core.storage.put(kind, next)
}

type Replacement = {
  kind: Kind
  live: KubeObject
  input: ObjectInput
  part: 'main' | 'status'
}

/** Checks and stores the new version of an object, unless nothing changes. */
function replace(
  { storage, admit }: WriterCore,
  { kind, live, input, part }: Replacement,
  { username }: WriteOptions
): KubeObject {
  const admitted = kind.validator.admit(input as JsonObject, live as JsonObject)
  const next = withServersFields(kind, withGeneration(kind, live, admitted.object as ObjectInput))
  if (isSame(live, next)) return live
  checkValidity(kind, next, live)
  // Policies are not asked about writes of the status.
  if (part === 'main')
    admit({
      operation: 'UPDATE',
      kind,
      ...placeOf(next),
      object: next,
      oldObject: live,
      username
    })
  const { deletionTimestamp, finalizers = [] } = next.metadata
  const isGone = deletionTimestamp !== undefined && finalizers.length === 0
  return isGone && kind.kind !== 'Namespace'
    ? storage.remove(kind, next as KubeObject)
    : storage.put(kind, next)
}

/**
 * Reads the object that a client wants to change. Throws a 404 if it does not exist, and a 409 if
 * the client names another uid or resourceVersion than it has.
 */
function readExisting(storage: Storage, kind: Kind, input: ObjectInput): KubeObject {
  const live = storage.get(kind, keyOf(input.metadata))
  if (live === undefined) throw notFound({ ...kind, ...input.metadata })
  checkPreconditions(kind, live, input)
  return live
}

function writeOf({ clock }: StoreCore, kind: Kind, { manager = 'unknown' }: WriteOptions): Write {
  return { kind, manager, time: timestamp(clock.now()) }
}

function placeOf({ metadata }: ObjectInput): { name: string; namespace: string | undefined } {
  return { name: metadata.name, namespace: metadata.namespace }
}

function withoutStatus<T extends ObjectInput>({ status: _, ...object }: T): Omit<T, 'status'> {
  return object
}
