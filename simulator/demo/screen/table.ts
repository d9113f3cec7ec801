import Table from 'cli-table3'
import type { CallLog } from '../../aws/call-log.ts'
import { isAsExpected, type Outcome } from '../outcomes.ts'
import type { Palette } from './screen.ts'

const head = ['namespace', 'name', 'hostname', 'Gateway', 'certificate', 'URL', 'Ready', 'reason']

/** Rows that are shown at most; of more, those that did not end as expected and the first. */
const mostRows = 40

/** A table of what became of each request. */
export function renderTable(outcomes: readonly Outcome[], palette: Palette): string {
  const shown = chooseRows(outcomes)
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  for (const outcome of shown) table.push(rowOf(outcome, palette))
  const left = outcomes.length - shown.length
  return left === 0 ? table.toString() : `${table.toString()}\n… and ${left} more, all as expected`
}

/** The first ones, after those that nobody expected. */
function chooseRows(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length <= mostRows) return outcomes
  const surprises = outcomes.filter(outcome => !isAsExpected(outcome))
  const others = outcomes.filter(isAsExpected)
  return [...surprises, ...others.slice(0, Math.max(0, mostRows - surprises.length))]
}

function rowOf(outcome: Outcome, palette: Palette): string[] {
  const { namespace, name, hostname, gateway, certificateARN, url, ready, reason } = outcome
  const isFine = isAsExpected(outcome)
  const paint = ready ? palette.green : palette.yellow
  const readyWord = isFine ? paint(ready ? 'True' : 'False') : palette.red(ready ? 'True' : 'False')
  const reasonWord = `${reason}${isFine && !ready ? ' (expected)' : ''}${isFine ? '' : ` (${outcome.expected} expected)`}`
  return [
    namespace,
    name,
    hostname,
    gateway ?? '',
    shortARN(certificateARN),
    url ?? '',
    readyWord,
    reasonWord
  ]
}

/** The certificate's id, as far as it tells certificates apart. */
function shortARN(arn: string | null): string {
  return arn === null ? '' : `…/${arn.split('/').at(-1)?.slice(0, 8)}`
}

/** AWS calls by operation, the most frequent first, and which of them AWS throttled. */
export function renderCalls({ counts, entries }: Pick<CallLog, 'counts' | 'entries'>): string {
  const table = new Table({
    head: ['AWS call', 'times'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'right']
  })
  const sorted = Object.entries(counts()).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  for (const [operation, times] of sorted) table.push([operation, times])
  return `${table.toString()}\n${renderThrottled(entries())}`
}

/** How many calls AWS refused because of a rate, and which. */
export function renderThrottled(entries: ReturnType<CallLog['entries']>): string {
  const throttled = entries.filter(({ errorCode = '' }) => /^Throttling/.test(errorCode))
  const names = [...new Set(throttled.map(({ operation }) => operation))].join(', ')
  return `throttled by AWS: ${throttled.length}${names === '' ? '' : ` (${names})`}`
}
