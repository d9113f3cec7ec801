import type { TProperties, TSchema } from 'typebox'
import { stringify } from 'yaml'
import { isGroup } from './value.ts'
import { values } from './values.ts'

const header = '# Generated from scripts/chart/values.ts by `npm run generate`. Do not edit.\n\n'
const columns = 100

/** The text of values.yaml: every value with its default and, in the form of helm-docs, a text. */
export function renderValues(): string {
  return `${header}${renderGroup(values.properties, '')}`
}

function renderGroup(properties: TProperties, indent: string): string {
  const parts = Object.entries(properties).map(([name, schema]) =>
    renderValue(name, schema, indent)
  )
  return parts.join(indent === '' ? '\n' : '')
}

function renderValue(name: string, schema: TSchema, indent: string): string {
  const { description = '', default: value } = schema as { description?: string; default?: unknown }
  if (isGroup(schema))
    return (
      comment(description, indent, '# ') +
      `${indent}${name}:\n${renderGroup(schema.properties, `${indent}  `)}`
    )
  const yaml = stringify({ [name]: value }, { lineWidth: 0 })
  const lines = yaml.trimEnd().split('\n')
  const text = lines.map(line => `${indent}${line}\n`).join('')
  return `${comment(description, indent, '# -- ')}${text}`
}

/** A text as a comment, in lines of at most 100 columns. */
function comment(text: string, indent: string, begin: string): string {
  const lines: string[] = []
  let line = `${indent}${begin}`.trimEnd()
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > columns) {
      lines.push(line)
      line = `${indent}#`
    }
    line = `${line} ${word}`
  }
  return `${[...lines, line].join('\n')}\n`
}
