import type { TProperties, TSchema } from 'typebox'
import { isGroup } from '../chart/value.ts'
import { values } from '../chart/values.ts'
import { code, generatedFrom, prose, type ReferencePage, table } from './markdown.ts'

const header = ['value', 'default', 'description']

/** The reference of the values of the chart: a table of the plain ones, and one for each group. */
export function chartValuesPage(): ReferencePage {
  const entries = Object.entries(values.properties as TProperties)
  const plain = entries.filter(([, schema]) => !isGroup(schema))
  const groups = entries.flatMap(([name, schema]) => (isGroup(schema) ? [[name, schema]] : []))
  const sections = (groups as [string, TSchema & { properties: TProperties }][]).flatMap(
    ([name, schema]) => [
      `## ${name}`,
      prose(descriptionOf(schema)),
      table(
        header,
        Object.entries(schema.properties).map(([key, value]) => row(`${name}.${key}`, value))
      )
    ]
  )
  const parts = [
    '# Values of the chart',
    generatedFrom('scripts/chart/values.ts'),
    'The chart is `charts/gateway-orchestrator`. A value that is not listed here is an error.',
    table(
      header,
      plain.map(([name, schema]) => row(name, schema))
    ),
    ...sections
  ]
  return { file: 'chart-values.md', text: `${parts.join('\n\n')}\n` }
}

function row(name: string, schema: TSchema): string[] {
  const { default: value } = schema as { default?: unknown }
  return [code(name), value === '' ? '' : code(JSON.stringify(value)), prose(descriptionOf(schema))]
}

function descriptionOf(schema: TSchema): string {
  return (schema as { description?: string }).description ?? ''
}
