import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'

/** The default field manager of Metacontroller's server-side apply. */
const ours = 'metacontroller'

/**
 * Field managers other than ours that own a part of an object's spec. A field that another manager
 * owns too is not removed when our apply leaves it out
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 * @param path below the spec, as managedFields writes it, such as `f:releasedAt`
 * @returns an empty list, too, when the object has no managedFields
 */
export function otherManagersOf(object: KubernetesObject, path: readonly string[]): string[] {
  const { managedFields } = object.metadata
  if (!Array.isArray(managedFields)) return []
  const owning = managedFields.filter(entry => !isOurs(entry) && owns(entry, path))
  return [...new Set(owning.map(entry => String(fieldOf(entry, 'manager'))))]
}

/**
 * Leaving a field out removes it only if we *applied* it, not if a program of our name updated it.
 */
function isOurs(entry: unknown): boolean {
  return fieldOf(entry, 'manager') === ours && fieldOf(entry, 'operation') === 'Apply'
}

function owns(entry: unknown, path: readonly string[]): boolean {
  const spec = fieldOf(fieldOf(entry, 'fieldsV1'), 'f:spec')
  return path.reduce(fieldOf, spec) !== undefined
}
