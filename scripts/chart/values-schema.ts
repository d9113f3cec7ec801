import type { TSchema } from 'typebox'
import { values } from './values.ts'

/**
 * The text of values.schema.json, by which Helm refuses values that the chart does not know.
 * `global` is allowed, because Helm gives it to every chart that another chart depends on.
 */
export function renderValuesSchema(): string {
  const { properties } = values
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Generated from scripts/chart/values.ts by `npm run generate`. Do not edit.',
    ...values,
    properties: { ...properties, global: { type: 'object' } }
  }
  return `${JSON.stringify(optional(schema), null, 2)}\n`
}

/** The schema without `required`: values.yaml has every value, so that none can be missing. */
function optional(schema: TSchema): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'required' && Array.isArray(value) ? undefined : value
  )
}
