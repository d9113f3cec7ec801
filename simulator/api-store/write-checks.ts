import { apiError, invalid, notFound } from './api-errors.ts'
import type { Kind, Kinds } from './kinds.ts'
import { metadataProblems } from './metadata-validation.ts'
import type { JsonObject, KubeObject, ObjectInput } from './objects.ts'
import type { Conflict } from './ownership.ts'
import type { Storage } from './storage.ts'

/**
 * Throws a 422 with all problems of an object. `live` is the stored object that `next` replaces.
 */
export function checkValidity(kind: Kind, next: ObjectInput, live?: KubeObject): void {
  const problems = [
    ...metadataProblems(kind, next),
    ...finalizerProblems(next, live),
    ...kind.validator.validate(next as JsonObject, live as JsonObject | undefined)
  ]
  if (problems.length > 0) throw invalid({ ...kind, name: next.metadata.name }, problems)
}

function finalizerProblems(next: ObjectInput, live: KubeObject | undefined): readonly string[] {
  if (live?.metadata.deletionTimestamp === undefined) return []
  const old = live.metadata.finalizers ?? []
  const added = (next.metadata.finalizers ?? []).filter(name => !old.includes(name))
  if (added.length === 0) return []
  const why = 'no new finalizers can be added if the object is being deleted'
  return [`metadata.finalizers: Forbidden: ${why}, found new finalizers ${JSON.stringify(added)}`]
}

/**
 * Throws a 404 if the object's namespace does not exist, and a 403 if the namespace is Terminating.
 */
export function checkNamespace(
  { kinds, storage }: { kinds: Kinds; storage: Storage },
  kind: Kind,
  { metadata }: ObjectInput
): void {
  const { name, namespace } = metadata
  if (!kind.isNamespaced || namespace === undefined) return
  const namespaceKind = kinds.of('v1', 'Namespace')
  const live = storage.get(namespaceKind, namespace)
  if (live === undefined) throw notFound({ ...namespaceKind, name: namespace })
  if (live.metadata.deletionTimestamp === undefined) return
  const why = `in namespace ${namespace} because it is being terminated`
  const message = `${kind.plural} "${name}" is forbidden: unable to create new content ${why}`
  throw apiError(403, 'Forbidden', message)
}

/** The 409 for an apply that conflicts with other managers. */
export function applyConflict(
  { group, plural }: Kind,
  name: string,
  conflicts: readonly Conflict[]
): Error {
  const list = conflicts.map(
    ({ manager, fields }) => `conflict with "${manager}": ${JSON.stringify(fields)}`
  )
  const count = `${list.length} conflict${list.length > 1 ? 's' : ''}`
  const message = `Apply failed with ${count}: ${list.join('; ')}`
  return apiError(409, 'Conflict', message, { group, kind: plural, name })
}
