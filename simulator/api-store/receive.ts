import { apiError, conflict } from './api-errors.ts'
import type { Kind, Kinds } from './kinds.ts'
import { type JsonObject, type KubeObject, keyOf, type ObjectInput } from './objects.ts'
import type { Storage } from './storage.ts'

/** How a client sends an object. */
export type ReceiveOptions = {
  /** Rejects an object with unknown fields. By default, unknown fields are dropped. */
  strict?: boolean
  /**
   * Fills in no defaults. With server-side apply, the client would become the owner of these
   * defaults.
   */
  isApply?: boolean
  /**
   * The storage in which the object may be already. The parts that equal those of the stored object
   * are not pruned and filled with defaults again.
   */
  storage?: Storage
}

/**
 * Reads an object that a client sends: finds its kind, prunes it, and, except for an apply, fills
 * in defaults. Throws a 400 if a namespaced object has no namespace, or if `strict` is set and
 * there are unknown fields.
 */
export function receive(
  kinds: Kinds,
  object: ObjectInput,
  options: ReceiveOptions
): { kind: Kind; input: ObjectInput } {
  const kind = kinds.of(object.apiVersion, object.kind)
  const { namespace, ...metadata } = object.metadata
  if (kind.isNamespaced && !namespace)
    throw badRequest(kind, metadata.name, 'an empty namespace may not be set')
  const placed = kind.isNamespaced && namespace ? { ...metadata, namespace } : metadata
  const { prune, admit } = kind.validator
  const sent = { ...object, metadata: placed } as JsonObject
  const { object: input, unknown } = options.isApply
    ? prune(sent)
    : admit(sent, options.storage?.get(kind, keyOf(placed)) as JsonObject)
  if (options.strict && unknown.length > 0) {
    const list = unknown.map(path => `unknown field "${path}"`).join(', ')
    throw badRequest(kind, metadata.name, `strict decoding error: ${list}`)
  }
  return { kind, input: input as ObjectInput }
}

function badRequest({ kind }: Kind, name: string, why: string): Error {
  return apiError(400, 'BadRequest', `${kind} "${name}": ${why}`)
}

/**
 * Throws a 409 if the client names a uid or a resourceVersion that the stored object does not have.
 */
export function checkPreconditions(kind: Kind, live: KubeObject, { metadata }: ObjectInput): void {
  const { uid, resourceVersion } = live.metadata
  const named = { ...kind, name: metadata.name }
  if (metadata.uid !== undefined && metadata.uid !== uid) {
    const why = `UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`
    throw conflict(named, `Precondition failed: ${why}`)
  }
  if ((metadata.resourceVersion ?? resourceVersion) === resourceVersion) return
  const advice = 'please apply your changes to the latest version and try again'
  throw conflict(named, `the object has been modified; ${advice}`)
}
