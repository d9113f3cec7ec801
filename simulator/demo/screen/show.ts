import { keyOf } from '../../api-store/objects.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Outcome } from '../outcomes.ts'
import { describeTempo, type Tempo } from '../pace.ts'
import { isRouteAsExpected, type RouteOutcome } from '../routes.ts'
import type { DemoWorld } from '../world.ts'
import { addressesOf, commandsFor, nextSteps } from './hints.ts'
import type { Leftovers } from './report.ts'
import type { Screen } from './screen.ts'
import { renderCalls, renderTable } from './table.ts'

/** What is not as in reality, and what was done to the input. */
export function showSetting(screen: Screen, tempo: Tempo, notes: readonly string[]): void {
  const changes = describeTempo(tempo)
  screen.heading(
    changes.length === 0
      ? 'Nothing is shortened: waits are as in AWS'
      : 'Waits, shortened for the demo'
  )
  for (const change of changes) screen.line(`  ${change}`)
  if (changes.length > 0)
    screen.line(
      "  The hooks' own polling and AWS's quotas are as in production (--real-time: so is all else)."
    )
  for (const note of notes) screen.line(screen.palette.yellow(note))
}

export function showWorld(screen: Screen, world: DemoWorld, logFile: string | undefined): void {
  screen.line(`Running: ${addressesOf(world)}`)
  if (logFile !== undefined) screen.line(`The hooks' log: ${logFile}`)
}

type Result = { outcomes: readonly Outcome[]; routes: readonly RouteOutcome[] }

/** The HTTPRoutes that the files bring along. */
function showRoutes({ heading, line, palette }: Screen, routes: readonly RouteOutcome[]): void {
  if (routes.length === 0) return
  heading('What became of the HTTPRoutes in the files')
  for (const route of routes) {
    const { accepted, reason, message } = route
    const words = `${accepted ? '✓' : '✗'} ${keyOf(route)}  ${accepted ? 'Accepted, with all that it refers to' : `${reason}: ${message}`}`
    const paint = accepted ? palette.green : isRouteAsExpected(route) ? palette.yellow : palette.red
    line(paint(words))
  }
}

/** The table, the calls, and what to try next. */
export function showResult(screen: Screen, { outcomes, routes }: Result, cloud: EmbeddedAws): void {
  screen.heading('What became of the requests')
  screen.line(renderTable(outcomes, screen.palette))
  showRoutes(screen, routes)
  screen.heading('What it cost in AWS calls')
  screen.line(renderCalls(cloud.calls))
  screen.heading('What to try next')
  for (const step of nextSteps) screen.line(`  ${step}`)
}

export function showCommands(screen: Screen, world: DemoWorld): void {
  screen.heading(`It stays up until Ctrl-C or kill ${process.pid}. In another terminal:`)
  for (const command of commandsFor(world)) screen.line(command)
}

export function showLeftovers(screen: Screen, { certificates, records, objects }: Leftovers): void {
  screen.line(
    `Left: ${certificates} certificates, ${records} DNS records (NS and SOA aside), ${objects} objects in the cluster.`
  )
}

export type End = { problems: readonly string[]; seconds: number; isKept: boolean }

/** The last words: all well, or what was not. */
export function showEnd({ palette, line }: Screen, { problems, seconds, isKept }: End): void {
  const left = isKept ? 'everything is stopped' : 'nothing is left'
  line()
  if (problems.length === 0)
    line(palette.green(`All ended as expected, and ${left}. ${seconds} s.`))
  else line(palette.red(`Not all ended as expected (${seconds} s):`))
  for (const problem of problems) line(palette.red(`  ${problem}`))
}
