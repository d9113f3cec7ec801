import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { keyOf } from '../../api-store/objects.ts'
import type { CallLog } from '../../aws/call-log.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Leftovers } from '../stages/leftovers.ts'
import { isAsExpected, type RequestOutcome } from '../stages/request-outcomes.ts'
import { isRouteAsExpected, type RouteOutcome } from '../stages/route-outcomes.ts'
import type { Palette, Screen } from './screen.ts'

const nextSteps = [
  { command: 'npm run demo -- my-request.yaml', what: 'your own YAML' },
  {
    command: 'npm run demo -- --hostnames 60 --fast',
    what: 'more hostnames than one load balancer holds'
  },
  {
    command: 'npm run demo -- --keep',
    what: 'stays up, for your own calls to the hooks and to AWS'
  },
  { command: 'npm run -s demo -- --json | jq', what: 'the same as data' },
  { command: 'npm run demo -- --real-time', what: 'with the waits of the real AWS' }
]

export type Result = { outcomes: readonly RequestOutcome[]; routes: readonly RouteOutcome[] }

/** Shows what became of requests and routes, and the AWS calls. */
export function showResult(screen: Screen, { outcomes, routes }: Result, cloud: EmbeddedAws): void {
  screen.heading('What became of the requests')
  screen.line(renderOutcomes(outcomes, screen))
  showRoutes(screen, routes)
  screen.heading('What it cost in AWS calls')
  screen.line(renderCalls(cloud.calls))
}

/** Shows what to try next. */
export function showNextSteps(screen: Screen): void {
  screen.heading('What to try next')
  for (const { command, what } of nextSteps)
    screen.line(`  ${screen.palette.cyan(command)}\n      ${what}`)
}

function showRoutes({ heading, line, palette }: Screen, routes: readonly RouteOutcome[]): void {
  if (routes.length === 0) return
  heading('What became of the HTTPRoutes in the files')
  for (const route of routes) line(renderRoute(route, palette))
}

function renderRoute(route: RouteOutcome, palette: Palette): string {
  const { accepted, reason, message } = route
  if (accepted)
    return palette.green(`✓ ${keyOf(route)}  Accepted, and everything that it refers to exists`)
  const paint = isRouteAsExpected(route) ? palette.yellow : palette.red
  return paint(`✗ ${keyOf(route)}  ${reason}: ${message}`)
}

const columns = [
  'namespace',
  'name',
  'hostname',
  'Gateway',
  'certificate',
  'URL',
  'Ready',
  'reason'
]
/** The columns that a narrow terminal can do without, the most dispensable first. */
const dispensable = ['URL', 'certificate', 'Gateway']
const plainStyle = { head: [], border: [], compact: true }

const maxRows = 40

/**
 * Renders a table with a row for each request. More than `maxRows` requests are not all shown. On a
 * narrow terminal some columns are left out. If that is not enough, the result is a list.
 */
export function renderOutcomes(
  outcomes: readonly RequestOutcome[],
  { palette, width = Infinity }: Pick<Screen, 'palette' | 'width'>
): string {
  const shown = chooseRows(outcomes)
  const rows = shown.map(outcome => rowOf(outcome, palette))
  const tables = [...dispensable, ''].map((_, count) => {
    const left = new Set(dispensable.slice(0, count))
    return tableOf(
      columns.flatMap((name, index) => (left.has(name) ? [] : [index])),
      rows
    )
  })
  const fitting = tables.find(table => widthOf(table) <= width)
  const text = fitting ?? shown.map(outcome => renderAsList(outcome, palette)).join('\n')
  const hiddenCount = outcomes.length - shown.length
  return hiddenCount === 0 ? text : `${text}\n… and ${hiddenCount} more, all as expected`
}

/** @param indexes - of the columns that are shown */
function tableOf(indexes: readonly number[], rows: readonly (readonly string[])[]): string {
  const pick = (cells: readonly string[]) => indexes.map(index => cells[index] ?? '')
  const table = new Table({ head: pick(columns), style: plainStyle })
  for (const row of rows) table.push(pick(row))
  return table.toString()
}

function widthOf(table: string): number {
  const lines = stripVTControlCharacters(table).split('\n')
  return Math.max(...lines.map(line => line.length))
}

function renderAsList(outcome: RequestOutcome, palette: Palette): string {
  const [, , , , , , ready = '', reason = ''] = rowOf(outcome, palette)
  return `${keyOf(outcome)}  ${outcome.hostname}\n    ${ready}  ${reason}`
}

/** Chooses at most `maxRows` requests, but never leaves out one that did not end as expected. */
function chooseRows(outcomes: readonly RequestOutcome[]): readonly RequestOutcome[] {
  if (outcomes.length <= maxRows) return outcomes
  const surprises = outcomes.filter(outcome => !isAsExpected(outcome))
  const expected = outcomes.filter(isAsExpected)
  return [...surprises, ...expected.slice(0, Math.max(0, maxRows - surprises.length))]
}

function rowOf(outcome: RequestOutcome, palette: Palette): string[] {
  const { namespace, name, hostname, gateway, certificateARN, url, ready } = outcome
  const readyPaint = ready ? palette.green : palette.yellow
  const paint = isAsExpected(outcome) ? readyPaint : palette.red
  return [
    namespace,
    name,
    hostname,
    gateway ?? '',
    shortARN(certificateARN),
    url ?? '',
    paint(ready ? 'True' : 'False'),
    describeReason(outcome)
  ]
}

function describeReason(outcome: RequestOutcome): string {
  const { ready, reason, expected } = outcome
  if (!isAsExpected(outcome)) return `${reason} (${expected} expected)`
  return ready ? reason : `${reason} (expected)`
}

/** Shortens an ARN to the first characters of its id. They suffice to tell certificates apart. */
function shortARN(arn: string | null): string {
  return arn === null ? '' : `…/${arn.split('/').at(-1)?.slice(0, 8)}`
}

/** Renders the AWS calls by operation, the most frequent first, and the throttled calls. */
export function renderCalls({ counts, entries }: Pick<CallLog, 'counts' | 'entries'>): string {
  const table = new Table({
    head: ['AWS call', 'times'],
    style: plainStyle,
    colAligns: ['left', 'right']
  })
  const byName = Object.entries(counts()).sort(([a], [b]) => (a < b ? -1 : 1))
  const byCount = byName.sort(([, a], [, b]) => b - a)
  for (const [operation, count] of byCount) table.push([operation, count])
  return `${table.toString()}\n${renderThrottled(entries())}`
}

/** Says how many calls AWS throttled, and of which operations. */
export function renderThrottled(entries: ReturnType<CallLog['entries']>): string {
  const throttled = entries.filter(({ errorCode = '' }) => errorCode.startsWith('Throttling'))
  const operations = [...new Set(throttled.map(({ operation }) => operation))].join(', ')
  return `throttled by AWS: ${throttled.length}${operations === '' ? '' : ` (${operations})`}`
}

/** Shows what is left after the clean-up. */
export function showLeftovers(screen: Screen, leftovers: Leftovers): void {
  const { certificates, records, objects } = leftovers
  const inAWS = `${certificates} certificates, ${records} DNS records other than NS and SOA`
  screen.line(`Left: ${inAWS}, ${objects} objects in the cluster.`)
}

export type End = { problems: readonly string[]; seconds: number; isKept: boolean }

/** Shows whether everything ended as expected, and if not, what did not. */
export function showEnd({ palette, line }: Screen, { problems, seconds, isKept }: End): void {
  const state = isKept ? 'everything is stopped' : 'nothing is left'
  line()
  if (problems.length === 0)
    line(palette.green(`All ended as expected, and ${state}. ${seconds} s.`))
  else line(palette.red(`Not all ended as expected (${seconds} s):`))
  for (const problem of problems) line(palette.red(`  ${problem}`))
}
