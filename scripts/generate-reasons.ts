import { readFileSync, writeFileSync } from 'node:fs'
import { reasons } from '../hooks/conditions/reasons.ts'

/** The file with the table of reasons, as a URL. */
export const readme = new URL('../README.md', import.meta.url)

const begin = /(<!-- reasons: [^\n]* -->\n)/
const end = '<!-- /reasons -->'
/** Reasons that say that all is well. The table leaves them out. */
const successReasons = new Set([
  'Ready',
  'Done',
  'Accepted',
  'RouteAccepted',
  'GatewaysReady',
  'CapacityAvailable'
])

/**
 * Puts the current table of reasons in the text of a README.
 * @throws when the text has no marks where the table belongs
 */
export function withReasons(text: string): string {
  const [before, mark, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || mark === undefined || after === undefined)
    throw new Error('README.md has no marks for the table of reasons')
  const rows = Object.entries(reasons).filter(([reason]) => !successReasons.has(reason))
  const table = rows.map(
    ([reason, { means, todo, stalls }]) =>
      `| \`${reason}\` | ${means} | ${todo} | ${stalls ? 'yes' : 'no'} |`
  )
  const lines = ['| reason | what it means | what to do | stalls |', '|---|---|---|---|', ...table]
  return `${before}${mark}${lines.join('\n')}\n${end}${after}`
}

if (import.meta.main) writeFileSync(readme, withReasons(readFileSync(readme, 'utf8')))
