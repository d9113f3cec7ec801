import Table from 'cli-table3'
import { printableLine } from './printable.ts'

/** Nothing is drawn between the cells: a table looks as those of kubectl. */
const noLines = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left']
    .concat(['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map(name => [name, ''])
)

/** A table as text: a line for each row, without spaces at the end of lines. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const style = { 'padding-left': 0, 'padding-right': 3, head: [], border: [], compact: true }
  const table = new Table({ chars: noLines, style })
  table.push([...head], ...rows.map(row => row.map(printableLine)))
  const lines = table.toString().split('\n')
  return lines.map(line => `${line.trimEnd()}\n`).join('')
}
