import type { Clock } from '../../hooks/clock.ts'
import type { AdmissionRequest } from './admission.ts'
import { alreadyExists, apiError, conflict, invalid, notFound } from './api-errors.ts'
import type { Kind, Kinds } from './kinds.ts'
import { metadataProblems } from './metadata-validation.ts'
import { type JsonObject, type KubeObject, keyOf, type ObjectInput } from './objects.ts'
import { applyTo, withFirstOwner, withNewOwners } from './ownership.ts'
import { isSame, withFixedMetadata, withGeneration, withServersFields } from './server-fields.ts'
import type { Storage } from './storage.ts'
import { timestamp } from './timestamps.ts'
import { createUids } from './uids.ts'

/** Who writes, and how strictly. */
export type WriteOptions = {
  /** The field manager, for `managedFields`. */
  manager?: string
  /** Refuse unknown fields (as kubectl asks for), instead of dropping them. */
  strict?: boolean
  /** Who the request comes from, for admission policies. */
  username?: string
}

export type StoreCore = {
  kinds: Kinds
  storage: Storage
  clock: Clock
  random: (() => number) | undefined
  /** Throws where a policy denies the request. */
  admit: (request: Omit<AdmissionRequest, 'username'> & { username: string | undefined }) => void
}

/** The writes of a store, each checked as the API server checks it. */
export function createWriter({ kinds, storage, clock, random, admit }: StoreCore) {
  const nextUid = createUids(random)
  const now = () => timestamp(clock.now())
  const managerOf = ({ manager = 'unknown' }: WriteOptions) => manager

  function create(object: ObjectInput, options: WriteOptions = {}): KubeObject {
    const { kind, input } = receive(kinds, object, options)
    checkNamespace(kind, input)
    if (storage.get(kind, keyOf(input.metadata)) !== undefined)
      throw alreadyExists({ ...kind, ...input.metadata })
    return insert(kind, input, {
      manager: managerOf(options),
      operation: 'Update',
      username: options.username
    })
  }

  function insert(kind: Kind, input: ObjectInput, by: FirstWrite): KubeObject {
    const { status, ...withoutStatus } = input
    const kept = kind.hasStatus || status === undefined ? withoutStatus : input
    const owned = withFirstOwner(kept, { kind, manager: by.manager, time: now() }, by.operation)
    const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = owned.metadata
    const fresh = {
      ...metadata,
      uid: nextUid(),
      creationTimestamp: now(),
      ...(kind.hasGeneration && { generation: 1 })
    }
    // the status has defaults of its own: "Waiting for controller", in Gateway API
    const { object } = kind.validator.admit({ ...owned, metadata: fresh } as JsonObject)
    const made = withServersFields(kind, object as ObjectInput)
    validate(kind, made)
    admit({ operation: 'CREATE', kind, ...placeOf(made), object: made, username: by.username })
    return storage.put(kind, made)
  }

  function update(object: ObjectInput, options: WriteOptions = {}): KubeObject {
    const { kind, input } = receive(kinds, object, { ...options, storage })
    const live = liveOf(kind, input)
    const { status: _, ...withoutStatus } = input
    const next = kind.hasStatus
      ? { ...withoutStatus, ...(live.status && { status: live.status }) }
      : input
    const owned = withNewOwners(live, withFixedMetadata(live, next), write(kind, options), 'main')
    return replace(kind, live, owned, options)
  }

  function updateStatus(object: ObjectInput, options: WriteOptions = {}): KubeObject {
    const { kind, input } = receive(kinds, object, { ...options, storage })
    if (!kind.hasStatus) throw notFound({ ...kind, name: `${input.metadata.name}/status` })
    const live = liveOf(kind, input)
    const { status: _, ...rest } = live
    const next: ObjectInput = input.status === undefined ? rest : { ...rest, status: input.status }
    return replace(kind, live, withNewOwners(live, next, write(kind, options), 'status'))
  }

  function apply(
    object: ObjectInput,
    options: WriteOptions & { manager: string; force?: boolean }
  ): KubeObject {
    const { kind, input } = receive(kinds, withoutStatus(object), { strict: true, isApply: true })
    const live = storage.get(kind, keyOf(input.metadata))
    if (live === undefined) {
      checkNamespace(kind, input)
      if (input.metadata.uid !== undefined)
        throw conflict({ ...kind, ...input.metadata }, 'uid mismatch: no such object')
      return insert(kind, input, {
        manager: options.manager,
        operation: 'Apply',
        username: options.username
      })
    }
    checkPreconditions(kind, live, input)
    const applied = applyTo(live, input, write(kind, options), options.force === true)
    if ('conflicts' in applied) throw applyConflict(kind, input, applied.conflicts)
    return replace(kind, live, applied.object, options)
  }

  function write(kind: Kind, options: WriteOptions) {
    return { kind, manager: managerOf(options), time: now() }
  }

  function liveOf(kind: Kind, input: ObjectInput): KubeObject {
    const live = storage.get(kind, keyOf(input.metadata))
    if (live === undefined) throw notFound({ ...kind, ...input.metadata })
    checkPreconditions(kind, live, input)
    return live
  }

  /** Checks and stores the successor of an object, unless nothing changes. Policies do not look at status writes. */
  function replace(
    kind: Kind,
    live: KubeObject,
    input: ObjectInput,
    by?: WriteOptions
  ): KubeObject {
    const admitted = kind.validator.admit(input as JsonObject, live as JsonObject)
      .object as ObjectInput
    const next = withServersFields(kind, withGeneration(kind, live, admitted))
    if (isSame(live, next)) return live
    validate(kind, next, live)
    const request = {
      operation: 'UPDATE' as const,
      kind,
      ...placeOf(next),
      object: next,
      oldObject: live
    }
    if (by !== undefined) admit({ ...request, username: by.username })
    const isGone =
      next.metadata.deletionTimestamp !== undefined && !next.metadata.finalizers?.length
    return isGone && kind.kind !== 'Namespace'
      ? storage.remove(kind, next as KubeObject)
      : storage.put(kind, next)
  }

  function checkNamespace(kind: Kind, { metadata }: ObjectInput): void {
    if (!kind.isNamespaced || metadata.namespace === undefined) return
    const namespace = storage.get(kinds.of('v1', 'Namespace'), metadata.namespace)
    if (namespace === undefined)
      throw notFound({ ...kinds.of('v1', 'Namespace'), name: metadata.namespace })
    if (namespace.metadata.deletionTimestamp === undefined) return
    const why = `because it is being terminated`
    const message = `${kind.plural} "${metadata.name}" is forbidden: unable to create new content in namespace ${metadata.namespace} ${why}`
    throw apiError(403, 'Forbidden', message)
  }

  return { create, update, updateStatus, apply }
}

type FirstWrite = { manager: string; operation: 'Apply' | 'Update'; username: string | undefined }

function placeOf({ metadata }: ObjectInput): { name: string; namespace: string | undefined } {
  return { name: metadata.name, namespace: metadata.namespace }
}

function withoutStatus({ status: _, ...object }: ObjectInput): ObjectInput {
  return object
}

/** With a storage, what is there already is not admitted again. */
type Receiving = WriteOptions & { isApply?: boolean; storage?: Storage }

/** Reads what a client sends: its kind and place, pruned, and with defaults unless it is applied. */
function receive(
  kinds: Kinds,
  object: ObjectInput,
  options: Receiving
): { kind: Kind; input: ObjectInput } {
  const kind = kinds.of(object.apiVersion, object.kind)
  const { namespace, ...metadata } = object.metadata
  if (kind.isNamespaced && !namespace) {
    throw apiError(
      400,
      'BadRequest',
      `${kind.kind} "${metadata.name}": an empty namespace may not be set`
    )
  }
  const placed = kind.isNamespaced && namespace ? { ...metadata, namespace } : metadata
  const { prune, admit } = kind.validator
  const sent = { ...object, metadata: placed } as JsonObject
  const admitted = options.isApply
    ? prune(sent)
    : admit(sent, options.storage?.get(kind, keyOf(placed)) as JsonObject)
  const [unknown] = admitted.unknown
  if (options.strict && unknown !== undefined) {
    const list = admitted.unknown.map(path => `unknown field "${path}"`).join(', ')
    throw apiError(
      400,
      'BadRequest',
      `${kind.kind} "${metadata.name}": strict decoding error: ${list}`
    )
  }
  return { kind, input: admitted.object as ObjectInput }
}

function checkPreconditions(kind: Kind, live: KubeObject, { metadata }: ObjectInput): void {
  const named = { ...kind, name: metadata.name }
  if (metadata.uid !== undefined && metadata.uid !== live.metadata.uid) {
    throw conflict(
      named,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${live.metadata.uid}`
    )
  }
  if (
    metadata.resourceVersion === undefined ||
    metadata.resourceVersion === live.metadata.resourceVersion
  )
    return
  throw conflict(
    named,
    'the object has been modified; please apply your changes to the latest version and try again'
  )
}

/** Throws a 422 with everything that is wrong. */
function validate(kind: Kind, next: ObjectInput, live?: KubeObject): void {
  const problems = [...metadataProblems(kind, next), ...finalizerProblems(next, live)]
  problems.push(...kind.validator.validate(next as JsonObject, live as JsonObject | undefined))
  if (problems.length > 0) throw invalid({ ...kind, name: next.metadata.name }, problems)
}

function finalizerProblems(next: ObjectInput, live: KubeObject | undefined): readonly string[] {
  if (live?.metadata.deletionTimestamp === undefined) return []
  const added =
    next.metadata.finalizers?.filter(name => !live.metadata.finalizers?.includes(name)) ?? []
  if (added.length === 0) return []
  const why = 'no new finalizers can be added if the object is being deleted'
  return [`metadata.finalizers: Forbidden: ${why}, found new finalizers ${JSON.stringify(added)}`]
}

function applyConflict(
  kind: Kind,
  input: ObjectInput,
  conflicts: readonly { manager: string; fields: unknown }[]
) {
  const list = conflicts.map(
    ({ manager, fields }) => `conflict with "${manager}": ${JSON.stringify(fields)}`
  )
  const message = `Apply failed with ${conflicts.length} conflict${list.length > 1 ? 's' : ''}: ${list.join('; ')}`
  return apiError(409, 'Conflict', message, {
    group: kind.group,
    kind: kind.plural,
    name: input.metadata.name
  })
}
