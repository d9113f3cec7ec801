import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Schema, ValidationRule } from '../../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import { apiVersion, crdOf } from '../widgets.ts'

export const text: Schema = { type: 'string', maxLength: 10 }

/** The problems of a Widget with this schema and value of its spec, in one text. */
export function problems(schema: Schema, spec: JsonObject, oldSpec?: JsonObject): string {
  const object = { apiVersion, kind: 'Widget', metadata: { name: 'one' }, spec }
  const old = oldSpec && { ...object, spec: oldSpec }
  return validateAgainstCrd(crdOf('Widget', schema), object, old).join('; ')
}

/** The schema of an object with one CEL rule. A rule given as text has the message `no`. */
export function ruled(
  rule: string | ValidationRule,
  properties: { [name: string]: Schema } = { a: text }
): Schema {
  const rules = [typeof rule === 'string' ? { rule, message: 'no' } : rule]
  return { type: 'object', properties, 'x-kubernetes-validations': rules }
}
