import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { keyOf } from '../../api-store/objects.ts'
import { isAsExpected, type RequestOutcome } from '../stages/request-outcomes.ts'
import type { Palette, Screen } from './screen.ts'

type Column = { head: string; cell: (outcome: RequestOutcome, palette: Palette) => string }

const namespace: Column = { head: 'namespace', cell: outcome => outcome.namespace }
const name: Column = { head: 'name', cell: outcome => outcome.name }
const request: Column = { head: 'request', cell: keyOf }
const hostname: Column = { head: 'hostname', cell: outcome => outcome.hostname }
const gateway: Column = { head: 'Gateway', cell: outcome => outcome.gateway ?? '' }
const certificate: Column = {
  head: 'certificate',
  cell: ({ certificateARN }) => shortARN(certificateARN)
}
const url: Column = { head: 'URL', cell: outcome => outcome.url ?? '' }
const address: Column = {
  head: 'URL, or hostname',
  cell: outcome => outcome.url ?? outcome.hostname
}
const ready: Column = {
  head: 'Ready',
  cell: (outcome, palette) => paintOf(outcome, palette)(outcome.ready ? 'True' : 'False')
}
const reason: Column = { head: 'reason', cell: describeReason }
/** Stands for Ready too: the reason of a request that is Ready is Ready. */
const shortReason: Column = {
  head: 'reason',
  cell: (outcome, palette) =>
    paintOf(outcome, palette)(describeReason(outcome).replace(asExpected, ''))
}

/** From wide to narrow. The URL is what people asked for, so all have it. */
const layouts: readonly (readonly Column[])[] = [
  [namespace, name, hostname, gateway, certificate, url, ready, reason],
  [namespace, name, hostname, gateway, url, ready, reason],
  [namespace, name, hostname, url, ready, reason],
  [namespace, name, address, ready, reason],
  [request, address, shortReason]
]

const maxRows = 40

/**
 * Renders a table with a row for each request. More than `maxRows` requests are not all shown. On a
 * narrow terminal the table has fewer columns. If that is not enough, the result is a list.
 */
export function renderOutcomes(
  outcomes: readonly RequestOutcome[],
  { palette, width = Infinity }: Pick<Screen, 'palette' | 'width'>
): string {
  const shown = chooseRows(outcomes)
  const tables = layouts.map(columns => tableOf(columns, shown, palette))
  const fitting = tables.find(table => widthOf(table) <= width)
  const text = fitting ?? shown.map(outcome => renderAsList(outcome, palette)).join('\n')
  const hiddenCount = outcomes.length - shown.length
  return hiddenCount === 0 ? text : `${text}\n… and ${hiddenCount} more, all as expected`
}

function tableOf(
  columns: readonly Column[],
  outcomes: readonly RequestOutcome[],
  palette: Palette
): string {
  const style = { head: [], border: [], compact: true }
  const table = new Table({ head: columns.map(({ head }) => head), style })
  for (const outcome of outcomes) table.push(columns.map(({ cell }) => cell(outcome, palette)))
  return table.toString()
}

function widthOf(table: string): number {
  const lines = stripVTControlCharacters(table).split('\n')
  return Math.max(...lines.map(line => line.length))
}

function renderAsList(outcome: RequestOutcome, palette: Palette): string {
  const state = `${ready.cell(outcome, palette)}  ${describeReason(outcome)}`
  return `${keyOf(outcome)}  ${address.cell(outcome, palette)}\n    ${state}`
}

/** Chooses at most `maxRows` requests, but never leaves out one that did not end as expected. */
function chooseRows(outcomes: readonly RequestOutcome[]): readonly RequestOutcome[] {
  if (outcomes.length <= maxRows) return outcomes
  const surprises = outcomes.filter(outcome => !isAsExpected(outcome))
  const expected = outcomes.filter(isAsExpected)
  return [...surprises, ...expected.slice(0, Math.max(0, maxRows - surprises.length))]
}

function paintOf(outcome: RequestOutcome, palette: Palette): (text: string) => string {
  if (!isAsExpected(outcome)) return palette.red
  return outcome.ready ? palette.green : palette.yellow
}

const asExpected = ' (expected)'

function describeReason(outcome: RequestOutcome): string {
  const { ready, reason, expected } = outcome
  if (!isAsExpected(outcome)) return `${reason} (${expected} expected)`
  return ready ? reason : `${reason}${asExpected}`
}

/** Shortens an ARN to the first characters of its id. They suffice to tell certificates apart. */
function shortARN(arn: string | null): string {
  return arn === null ? '' : `…/${arn.split('/').at(-1)?.slice(0, 8)}`
}

/**
 * Says in a sentence or two what became of all requests: how many are Ready, and why the others are
 * not. It stays where a board was.
 */
export function summarise(outcomes: readonly RequestOutcome[], seconds: number): string {
  const others = outcomes.filter(outcome => !outcome.ready)
  const counts = new Map<string, number>()
  for (const { reason } of others) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([each, count]) => (count === 1 ? each : `${each} (${count})`))
  const isReady = outcomes.length - others.length
  const sentence = `Ready after ${seconds} s: ${isReady} of ${outcomes.length} requests.`
  return reasons.length === 0 ? sentence : `${sentence} The others: ${reasons.join(', ')}.`
}
