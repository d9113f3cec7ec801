import { defined } from '../../../hooks/defined.ts'
import { isApiError } from '../../api-store/api-errors.ts'
import type { ApiStore } from '../../api-store/api-store.ts'
import {
  type JsonObject,
  keyOf,
  type ObjectInput,
  type ObjectRef,
  refOf
} from '../../api-store/objects.ts'
import { expectationOf, isOf, type Kind, poolKind, requestKind, routeKind } from '../kinds.ts'
import { invalidOutcomeOf, type RequestOutcome } from './request-outcomes.ts'

/** An object that the API server refused, with the server's message. */
export type Refusal = {
  kind: string
  namespace?: string
  name: string
  message: string
  isExpected: boolean
}

/** The result of applying objects. */
export type Applied = {
  /** Every object that was stored, so that it can be deleted again. */
  refs: readonly ObjectRef[]
  /** The stored requests. */
  requests: readonly ObjectInput[]
  /** The stored HTTPRoutes. */
  routes: readonly ObjectInput[]
  /** The outcomes of the requests that the API server refused. */
  invalid: readonly RequestOutcome[]
  /** Every refused object, of any kind. */
  refused: readonly Refusal[]
  /** Objects of kinds that this cluster does not have. The hooks do not need such objects. */
  skipped: readonly string[]
  /** Whether a pool was refused unexpectedly. After that pool, only other pools were applied. */
  isStopped: boolean
}

/**
 * Applies objects one after another, like `kubectl apply --server-side`.
 * @param objects - in the order in which they are applied. All pools come before all requests
 */
export function applyAll(store: ApiStore, objects: readonly ObjectInput[]): Applied {
  const stored: ObjectInput[] = []
  const refusedObjects: { object: ObjectInput; message: string }[] = []
  const skipped: string[] = []
  let isStopped = false
  for (const given of objects) {
    if (isStopped && !isOf(given, poolKind)) break
    const object = inNamespace(store, given)
    if (object === undefined) {
      skipped.push(`${given.kind} ${given.metadata.name}`)
      continue
    }
    const message = applyOne(store, object)
    if (message === undefined) stored.push(object)
    else refusedObjects.push({ object, message })
    isStopped ||= message !== undefined && isOf(object, poolKind) && !isExpectedInvalid(object)
  }
  const storedOf = (kind: Kind) => stored.filter(object => isOf(object, kind))
  return {
    refs: stored.map(refOf),
    requests: storedOf(requestKind),
    routes: storedOf(routeKind),
    invalid: refusedObjects
      .filter(({ object }) => isOf(object, requestKind))
      .map(({ object, message }) => invalidOutcomeOf(object, message)),
    refused: refusedObjects.map(({ object, message }) => refusalOf(object, message)),
    skipped,
    isStopped
  }
}

function refusalOf(object: ObjectInput, message: string): Refusal {
  const { kind, metadata } = object
  const { namespace, name } = metadata
  const isExpected = isExpectedInvalid(object)
  return { kind, ...defined({ namespace }), name, message, isExpected }
}

function isExpectedInvalid(object: ObjectInput): boolean {
  return expectationOf(object) === 'Invalid'
}

/** Describes a refusal for the user, for example `HTTPRoute shop/web was refused: …`. */
export function describeRefusal({ kind, namespace, name, message }: Refusal): string {
  return `${kind} ${keyOf({ namespace, name })} was refused: ${message}`
}

/**
 * Describes the unexpected refusals, a line each. This leaves out refused requests, because their
 * outcomes already describe them.
 */
export function describeRefusals(refused: readonly Refusal[]): readonly string[] {
  return refused
    .filter(({ kind, isExpected }) => !isExpected && kind !== requestKind.kind)
    .map(describeRefusal)
}

/**
 * Puts a namespaced object without a namespace into `default`, like kubectl.
 * @returns `undefined` if the cluster does not have the kind
 */
function inNamespace(store: ApiStore, object: ObjectInput): ObjectInput | undefined {
  const { apiVersion, kind, metadata } = object
  const known = store.kinds.all.find(
    candidate => candidate.apiVersion === apiVersion && candidate.kind === kind
  )
  if (known === undefined) return undefined
  if (!known.isNamespaced || metadata.namespace !== undefined) return object
  return { ...object, metadata: { ...metadata, namespace: 'default' } }
}

/** @returns the API server's message if it refuses the object, else `undefined` */
function applyOne(store: ApiStore, object: ObjectInput): string | undefined {
  try {
    store.apply(object, { manager: 'kubectl' })
    return undefined
  } catch (error) {
    if (!isApiError(error)) throw error
    const { message, reason } = error.status
    if (reason !== 'BadRequest') return message
    return [message, ...furtherProblems(store, object)].join('; ')
  }
}

/**
 * The further problems of an object with unknown fields. The API server reports only the unknown
 * fields, and the user would see these problems only after correcting the fields.
 */
function furtherProblems({ kinds }: ApiStore, object: ObjectInput): readonly string[] {
  const { validator } = kinds.of(object.apiVersion, object.kind)
  return validator.validate(validator.admit(object as JsonObject).object)
}
