/** A CEL validation rule of a CustomResourceDefinition. */
export type ValidationRule = {
  rule: string
  message?: string
  messageExpression?: string
  reason?: string
  fieldPath?: string
  optionalOldSelf?: boolean
}

/** The keywords of a structural OpenAPI schema that the store uses. */
export type Schema = {
  type?: string
  format?: string
  nullable?: boolean
  default?: unknown
  enum?: readonly unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: boolean
  exclusiveMaximum?: boolean
  minItems?: number
  maxItems?: number
  properties?: { [name: string]: Schema }
  additionalProperties?: boolean | Schema
  items?: Schema
  required?: readonly string[]
  'x-kubernetes-preserve-unknown-fields'?: boolean
  'x-kubernetes-int-or-string'?: boolean
  'x-kubernetes-embedded-resource'?: boolean
  'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set'
  'x-kubernetes-list-map-keys'?: readonly string[]
  'x-kubernetes-map-type'?: 'atomic' | 'granular'
  'x-kubernetes-validations'?: readonly ValidationRule[]
}

/** A CustomResourceDefinition, parsed from YAML. */
export type CustomResourceDefinition = {
  apiVersion: string
  kind: string
  metadata: { name: string }
  spec: {
    group: string
    scope: string
    names: { kind: string; plural: string; singular?: string; shortNames?: readonly string[] }
    versions: readonly {
      name: string
      served: boolean
      storage: boolean
      schema?: { openAPIV3Schema?: Schema }
      subresources?: { status?: object }
    }[]
  }
}

/**
 * The schema of a field of an object. It is the schema of the property of that name; if there is
 * none, the schema of additional properties.
 */
export function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  const property = schema?.properties?.[name]
  if (property !== undefined) return property
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** Whether pruning keeps fields that the schema does not name. */
export function keepsUnknown(schema: Schema): boolean {
  return (
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true
  )
}
