import { isApiError } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import {
  type JsonObject,
  keyOf,
  type ObjectInput,
  type ObjectRef,
  refOf
} from '../api-store/objects.ts'
import { isOf, poolKind, requestKind, routeKind } from './kinds.ts'
import { expectationOf, type Outcome, outcomeOfInvalid } from './outcomes.ts'

/** An object that the API server refused, in its words. */
export type Refusal = {
  kind: string
  namespace?: string
  name: string
  message: string
  isExpected: boolean
}

/** What came of applying objects. */
export type Applied = {
  /** Everything that is in the API now, to be deleted again. */
  refs: readonly ObjectRef[]
  /** The requests in the API. */
  requests: readonly ObjectInput[]
  /** The HTTPRoutes in the API. */
  routes: readonly ObjectInput[]
  /** What became of the requests that it refused. */
  invalid: readonly Outcome[]
  /** All that it refused, of whatever kind. */
  refused: readonly Refusal[]
  /** Objects of kinds that this cluster does not have; they mean nothing to the hooks. */
  skipped: readonly string[]
  /** Whether a pool was refused, unexpectedly: nothing after the pools is applied then. */
  isStopped: boolean
}

/** Applies objects one after another, as `kubectl apply --server-side` does: pools have to come before all requests. */
export function applyAll(store: ApiStore, objects: readonly ObjectInput[]): Applied {
  const done: ObjectInput[] = []
  const invalid: Outcome[] = []
  const refused: Refusal[] = []
  const skipped: string[] = []
  const isStopped = () =>
    refused.some(({ kind, isExpected }) => kind === poolKind.kind && !isExpected)
  for (const given of objects) {
    if (isStopped() && !isOf(given, poolKind)) break
    const object = inNamespace(store, given)
    const message = object && applyOne(store, object)
    if (object === undefined) skipped.push(`${given.kind} ${given.metadata.name}`)
    else if (message === undefined) done.push(object)
    else refused.push(refusalOf(object, message))
    if (object && message && isOf(object, requestKind))
      invalid.push(outcomeOfInvalid(object, message))
  }
  const are = (kind: { apiVersion: string; kind: string }) =>
    done.filter(object => isOf(object, kind))
  const sorted = { refs: done.map(refOf), requests: are(requestKind), routes: are(routeKind) }
  return { ...sorted, invalid, refused, skipped, isStopped: isStopped() }
}

function refusalOf(object: ObjectInput, message: string): Refusal {
  const { namespace, name } = object.metadata
  const isExpected = expectationOf(object) === 'Invalid'
  return {
    kind: object.kind,
    ...(namespace !== undefined && { namespace }),
    name,
    message,
    isExpected
  }
}

/** What was refused against expectation, a line each; requests are not among it, but among the outcomes. */
export function describeRefusals(refused: readonly Refusal[]): readonly string[] {
  return refused
    .filter(({ kind, isExpected }) => !isExpected && kind !== requestKind.kind)
    .map(
      ({ kind, namespace, name, message }) =>
        `${kind} ${keyOf({ namespace, name })} was refused: ${message}`
    )
}

/** As kubectl does: what has to be in a namespace and names none is for `default`; undefined for unknown kinds. */
function inNamespace(store: ApiStore, object: ObjectInput): ObjectInput | undefined {
  const kind = store.kinds.all.find(
    one => one.apiVersion === object.apiVersion && one.kind === object.kind
  )
  if (kind === undefined) return undefined
  if (!kind.isNamespaced || object.metadata.namespace !== undefined) return object
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } }
}

/** @returns the API server's words where it refuses the object */
function applyOne(store: ApiStore, object: ObjectInput): string | undefined {
  try {
    store.apply(object, { manager: 'kubectl' })
    return undefined
  } catch (error) {
    if (!isApiError(error)) throw error
    const { message, reason } = error.status
    return reason === 'BadRequest' ? [message, ...otherProblems(store, object)].join('; ') : message
  }
}

/** What the API server would say next, once the unknown fields that it stops at are gone. */
function otherProblems({ kinds }: ApiStore, object: ObjectInput): readonly string[] {
  const { validator } = kinds.of(object.apiVersion, object.kind)
  return validator.validate(validator.admit(object as JsonObject).object)
}
