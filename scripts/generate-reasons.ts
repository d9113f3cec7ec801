import { readFileSync, writeFileSync } from 'node:fs'
import { reasons } from '../hooks/conditions/reasons.ts'

/** The file that shows the catalogue of reasons, as a URL. */
export const readme = new URL('../README.md', import.meta.url)

const begin = /(<!-- reasons: [^\n]* -->\n)/
const end = '<!-- /reasons -->'
/** Reasons that say that all is well need no line. */
const fine = new Set([
  'Ready',
  'Done',
  'Accepted',
  'RouteAccepted',
  'GatewaysReady',
  'CapacityAvailable'
])

/** A README with the catalogue of reasons in its place. @throws when the place is not marked in it */
export function withReasons(text: string): string {
  const [before, mark, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || mark === undefined || after === undefined)
    throw new Error('README.md has no place for the reasons')
  const rows = Object.entries(reasons).filter(([reason]) => !fine.has(reason))
  const table = rows.map(([reason, { means, todo }]) => `| \`${reason}\` | ${means} | ${todo} |`)
  return `${before}${mark}| reason | what it means | what to do |\n|---|---|---|\n${table.join('\n')}\n${end}${after}`
}

if (import.meta.main) writeFileSync(readme, withReasons(readFileSync(readme, 'utf8')))
