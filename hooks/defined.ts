/** `T` with each field that may be `undefined` made optional. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/**
 * Drops the fields whose value is `undefined`. An absent field and a field that is `undefined`
 * differ in a deep comparison, and to TypeScript (`exactOptionalPropertyTypes`).
 * @returns a new object with the other fields, in their order
 */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept: { [key: string]: unknown } = {}
  // In the hot path of every sync: this loop makes no list of entries.
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept as Defined<T>
}
