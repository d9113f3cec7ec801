import { readFileSync, writeFileSync } from 'node:fs'
import { reasons } from '../hooks/conditions/reasons.ts'
import { environmentTable } from '../hooks/config/describe-settings.ts'

/** The file with the generated tables, as a URL. */
export const readme = new URL('../README.md', import.meta.url)

/** Reasons that say that all is well. The table leaves them out. */
const successReasons = new Set([
  'Ready',
  'Done',
  'Accepted',
  'RouteAccepted',
  'GatewaysReady',
  'CapacityAvailable'
])

/** What makes each table, by the name in the marks around its place. */
const tables: Readonly<Record<string, () => string>> = {
  environment: environmentTable,
  reasons: reasonTable
}

/**
 * Puts the current tables in the text of a README.
 * @throws when the text has no marks where a table belongs
 */
export function withTables(text: string): string {
  return Object.entries(tables).reduce(
    (before, [name, table]) => withTable(before, name, table()),
    text
  )
}

function withTable(text: string, name: string, table: string): string {
  const [before, mark, rest] = text.split(new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)`))
  const end = `<!-- /${name} -->`
  const after = rest?.split(end)[1]
  if (before === undefined || mark === undefined || after === undefined)
    throw new Error(`README.md has no marks for the table of ${name}`)
  return `${before}${mark}${table}${end}${after}`
}

function reasonTable(): string {
  const rows = Object.entries(reasons).filter(([reason]) => !successReasons.has(reason))
  const lines = rows.map(
    ([reason, { means, todo, stalls }]) =>
      `| \`${reason}\` | ${means} | ${todo} | ${stalls ? 'yes' : 'no'} |`
  )
  const header = ['| reason | what it means | what to do | stalls |', '|---|---|---|---|']
  return [...header, ...lines, ''].join('\n')
}

if (import.meta.main) writeFileSync(readme, withTables(readFileSync(readme, 'utf8')))
