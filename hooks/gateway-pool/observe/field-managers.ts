import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { textOf } from '../../text/text-of.ts'

/** The default field manager of Metacontroller's server-side apply. */
const ours = 'metacontroller'

/**
 * Finds the field managers other than ours that own a part of an object's spec. If our apply leaves
 * out a field that another manager owns too, the field stays
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 * @param path the path below the spec, as managedFields writes it, such as `f:releasedAt`
 * @returns an empty list also if the object has no managedFields
 */
export function otherManagersOf(object: KubernetesObject, path: readonly string[]): string[] {
  const { managedFields } = object.metadata
  if (!Array.isArray(managedFields)) return []
  const owning = managedFields.filter(entry => !isOurs(entry) && owns(entry, path))
  return [...new Set(owning.map(entry => textOf(fieldOf(entry, 'manager'))))]
}

/**
 * Whether an entry of managedFields comes from our apply. If our apply leaves out a field, the API
 * server removes the field only if we *applied* it before. It does not remove a field that a
 * program with our name updated.
 */
function isOurs(entry: unknown): boolean {
  return fieldOf(entry, 'manager') === ours && fieldOf(entry, 'operation') === 'Apply'
}

function owns(entry: unknown, path: readonly string[]): boolean {
  const spec = fieldOf(fieldOf(entry, 'fieldsV1'), 'f:spec')
  return path.reduce(fieldOf, spec) !== undefined
}
