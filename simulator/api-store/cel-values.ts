import type { CelInput } from '@bufbuild/cel'
import { celName } from './cel-check.ts'
import { celTime } from './cel-environment.ts'
import { isObject, type JsonObject } from './objects.ts'
import type { Schema } from './schema.ts'

/**
 * The CEL values that were made already, each by its JSON object. The rules of all levels share
 * these values.
 */
export type CelMemo = {
  get: (object: object) => CelInput | undefined
  set: (object: object, value: CelInput) => unknown
}

/**
 * Converts a JSON value to the value that CEL expressions see, according to its schema. Integers
 * become BigInts, objects become maps with escaped property names, dates and durations become CEL's
 * own types. Fields that are null or that the schema does not declare are left out.
 */
export function toCel(schema: Schema | undefined, value: unknown, memo: CelMemo): CelInput {
  if (typeof value === 'number')
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  if (typeof value === 'string') return textToCel(schema, value)
  if (typeof value !== 'object' || value === null) return (value ?? null) as CelInput
  const converted = memo.get(value)
  if (converted !== undefined) return converted
  const celValue = Array.isArray(value)
    ? value.map(item => toCel(schema?.items, item, memo))
    : objectToCel(schema, value as JsonObject, memo)
  memo.set(value, celValue)
  return celValue
}

function textToCel(schema: Schema | undefined, text: string): CelInput {
  if (schema?.format === 'date-time') return celTime('timestamp', text)
  if (schema?.format === 'duration') return celTime('duration', text)
  return text
}

function objectToCel(schema: Schema | undefined, object: JsonObject, memo: CelMemo): CelInput {
  const map = new Map<string, CelInput>()
  for (const [name, part] of Object.entries(object)) {
    if (part === undefined || part === null) continue
    const property = schema?.properties?.[name]
    if (property !== undefined) map.set(celName(name), toCel(property, part, memo))
    else if (takesAnyField(schema)) map.set(name, toCel(itemSchema(schema), part, memo))
  }
  return map
}

function takesAnyField(schema: Schema | undefined): boolean {
  return schema?.properties === undefined || schema.additionalProperties !== undefined
}

function itemSchema(schema: Schema | undefined): Schema | undefined {
  return isObject(schema?.additionalProperties) ? schema.additionalProperties : undefined
}
