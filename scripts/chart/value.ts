import Type, { type TProperties, type TSchema } from 'typebox'

/** A group of values, as one object in values.yaml. It has no values but these. */
export function group(description: string, properties: TProperties) {
  return Type.Object(properties, { description, additionalProperties: false })
}

/** A text. @param options - further keywords of JSON Schema */
export function text(description: string, byDefault = '', options: object = {}) {
  return Type.String({ description, default: byDefault, ...options })
}

/** A value that is `true` or `false`. */
export function flag(description: string, byDefault: boolean) {
  return Type.Boolean({ description, default: byDefault })
}

/** A whole number. */
export function count(description: string, byDefault: number, minimum: number) {
  return Type.Integer({ description, default: byDefault, minimum })
}

/** An object of the Kubernetes API, which the API server checks. */
export function object(description: string, byDefault: object = {}) {
  return Type.Object({}, { description, default: byDefault, additionalProperties: true })
}

/** A list of objects of the Kubernetes API, which the API server checks. */
export function objects(description: string) {
  const item = Type.Object({}, { additionalProperties: true })
  return Type.Array(item, { description, default: [] })
}

/** Labels or annotations. */
export function texts(description: string) {
  return Type.Record(Type.String(), Type.String(), { description, default: {} })
}

/** Whether a schema describes a group of values, and not a value itself. */
export function isGroup(schema: TSchema): schema is TSchema & { properties: TProperties } {
  return 'properties' in schema && !('default' in schema)
}
