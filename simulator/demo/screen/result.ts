import Table from 'cli-table3'
import { keyOf } from '../../api-store/objects.ts'
import type { CallLog } from '../../aws/call-log.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Leftovers } from '../stages/leftovers.ts'
import type { RequestOutcome } from '../stages/request-outcomes.ts'
import { isRouteAsExpected, type RouteOutcome } from '../stages/route-outcomes.ts'
import { renderOutcomes } from './outcomes.ts'
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

/** Renders the AWS calls by operation, the most frequent first, and the throttled calls. */
export function renderCalls({ counts, entries }: Pick<CallLog, 'counts' | 'entries'>): string {
  const table = new Table({
    head: ['AWS call', 'times'],
    style: { head: [], border: [], compact: true },
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

/**
 * Shows whether everything ended as expected, and if not, what did not. The steps of a board are
 * gone by then, so it says how to keep them.
 */
export function showEnd({ palette, line, live }: Screen, { problems, seconds, isKept }: End): void {
  const state = isKept ? 'everything is stopped' : 'nothing is left'
  line()
  if (problems.length === 0)
    line(palette.green(`All ended as expected, and ${state}. ${seconds} s.`))
  else line(palette.red(`Not all ended as expected (${seconds} s):`))
  for (const problem of problems) line(palette.red(`  ${problem}`))
  if (live !== undefined) line('With --verbose, every step stays on the screen.')
}
