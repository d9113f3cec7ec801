import type { CelInput } from '@bufbuild/cel'
import { celName } from './cel-check.ts'
import { celTime } from './cel-environment.ts'
import { isObject, type JsonObject } from './objects.ts'
import type { Schema } from './schema.ts'

/** Values already turned into CEL's own, by the object they came from: a rule on every level shares them. */
export type CelMemo = {
  get: (object: object) => CelInput | undefined
  set: (object: object, value: CelInput) => unknown
}

/**
 * A JSON value as CEL sees it through a schema: integers as BigInt, objects as maps with escaped property names,
 * only what the schema declares, nulls left out, dates and durations as such.
 */
export function toCel(schema: Schema | undefined, value: unknown, memo: CelMemo): CelInput {
  if (typeof value === 'number')
    return schema?.type === 'number' || !Number.isInteger(value) ? value : BigInt(value)
  if (typeof value === 'string') return textToCel(schema, value)
  if (typeof value !== 'object' || value === null) return (value ?? null) as CelInput
  const known = memo.get(value)
  if (known !== undefined) return known
  const made = Array.isArray(value)
    ? value.map(item => toCel(schema?.items, item, memo))
    : objectToCel(schema, value as JsonObject, memo)
  memo.set(value, made)
  return made
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
    const own = schema?.properties?.[name]
    if (own !== undefined) map.set(celName(name), toCel(own, part, memo))
    else if (isOpen(schema)) map.set(name, toCel(itemSchema(schema), part, memo))
  }
  return map
}

function isOpen(schema: Schema | undefined): boolean {
  return schema?.properties === undefined || schema.additionalProperties !== undefined
}

function itemSchema(schema: Schema | undefined): Schema | undefined {
  return isObject(schema?.additionalProperties) ? schema.additionalProperties : undefined
}
