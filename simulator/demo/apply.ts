import { isApiError } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import { type ObjectInput, type ObjectRef, refOf } from '../api-store/objects.ts'
import { isOf, requestKind } from './kinds.ts'
import { expectationOf, type Outcome, outcomeOfInvalid } from './outcomes.ts'

/** What came of applying objects. */
export type Applied = {
  /** Everything that is in the API now, to be deleted again. */
  refs: readonly ObjectRef[]
  /** The requests in the API. */
  requests: readonly ObjectInput[]
  /** The requests that it refused. */
  refused: readonly Outcome[]
  /** Other objects that it refused, in its words. */
  problems: readonly string[]
  /** Objects of kinds that this cluster does not have; they mean nothing to the hooks. */
  skipped: readonly string[]
}

/** Applies objects one after another, as `kubectl apply --server-side` does. */
export function applyAll(store: ApiStore, objects: readonly ObjectInput[]): Applied {
  const applied = { refs: [] as ObjectRef[], requests: [] as ObjectInput[], refused: [] as Outcome[] }
  const problems: string[] = []
  const skipped: string[] = []
  for (const given of objects) {
    const object = inNamespace(store, given)
    if (object === undefined) {
      skipped.push(`${given.kind} ${given.metadata.name}`)
      continue
    }
    const refusal = applyOne(store, object)
    const isRequest = isOf(object, requestKind)
    if (refusal === undefined) applied.refs.push(refOf(object))
    if (refusal === undefined && isRequest) applied.requests.push(object)
    if (refusal !== undefined && isRequest) applied.refused.push(outcomeOfInvalid(object, refusal))
    if (refusal !== undefined && !isRequest && expectationOf(object) !== 'Invalid') problems.push(refusal)
  }
  return { ...applied, problems, skipped }
}

/** As kubectl does: what has to be in a namespace and names none is for `default`; undefined for unknown kinds. */
function inNamespace(store: ApiStore, object: ObjectInput): ObjectInput | undefined {
  const kind = store.kinds.all.find(one => one.apiVersion === object.apiVersion && one.kind === object.kind)
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
    return error.status.message
  }
}
