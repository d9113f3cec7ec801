import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'

/** Field manager of Metacontroller's server-side apply, its default. */
const ours = 'metacontroller'

/**
 * Field managers beside ours that own a part of an object's spec. What they own stays there when our apply leaves it
 * out (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 * @param path below the spec, in the notation of managedFields, such as `f:releasedAt`
 * @returns none too when the object says nothing of its managers
 */
export function otherManagersOf(object: KubernetesObject, path: readonly string[]): string[] {
  const { managedFields } = object.metadata
  if (!Array.isArray(managedFields)) return []
  const owning = managedFields.filter(entry => !isOurs(entry) && owns(entry, path))
  return [...new Set(owning.map(entry => String(fieldOf(entry, 'manager'))))]
}

/** Only what was applied goes by being left out; an update by a program of the same name does not. */
function isOurs(entry: unknown): boolean {
  return fieldOf(entry, 'manager') === ours && fieldOf(entry, 'operation') === 'Apply'
}

function owns(entry: unknown, path: readonly string[]): boolean {
  const spec = fieldOf(fieldOf(entry, 'fieldsV1'), 'f:spec')
  return path.reduce((fields: unknown, step) => fieldOf(fields, step), spec) !== undefined
}
