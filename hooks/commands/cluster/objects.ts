import { fieldOf } from '../../api/field-of.ts'
import type { ReadObject } from './cluster-reader.ts'

/** Reads a field inside of fields of a value of unknown type; `undefined` if any is missing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(fieldOf, value)
}

/** A list inside of fields; empty if it is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** A text inside of fields; `undefined` if it is no text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** A number inside of fields; `undefined` if it is no number. */
export function knownNumberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** A number inside of fields; 0 if it is no number. */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  return knownNumberAt(value, ...path) ?? 0
}

/** `NAMESPACE/NAME`, or the name alone. */
export function nameOf({ metadata: { namespace, name } }: ReadObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}
