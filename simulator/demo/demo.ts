import type { Clock } from '../../hooks/clock.ts'
import { keyOf } from '../api-store/objects.ts'
import { type Applied, applyAll, describeRefusals } from './apply.ts'
import type { DemoArguments } from './arguments.ts'
import { findContest, handOver } from './hand-over.ts'
import type { Input } from './input.ts'
import { poolsAmong } from './kinds.ts'
import { describeSurprises, type Outcome } from './outcomes.ts'
import type { Tempo } from './pace.ts'
import { describeRoutes, type RouteOutcome, routesOf } from './routes.ts'
import { narrate } from './screen/narrate.ts'
import {
  countLeftovers,
  type GatewayReport,
  gatewaysOf,
  leftObjects,
  type Report,
  toReport
} from './screen/report.ts'
import type { Screen } from './screen/screen.ts'
import { showCommands, showLeftovers, showResult, showSetting, showWorld } from './screen/show.ts'
import { renderThrottled } from './screen/table.ts'
import { createTroubles, type Troubles } from './screen/troubles.ts'
import { outcomesOf, settle } from './settle.ts'
import { tearDown } from './tear-down.ts'
import { createWaiting, DemoFailure, TimeIsOver, type Waiting } from './waiting.ts'
import { type DemoWorld, startWorld } from './world.ts'
import { createZonesFor } from './zones.ts'

export type DemoOptions = {
  args: DemoArguments
  input: Input
  tempo: Tempo
  screen: Screen
  clock: Clock
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** File that takes the hooks' log; undefined: stderr. */
  logFile: string | undefined
  /** Told that AWS is embedded. */
  warn: (line: string) => void
  /** When the demo was started, in milliseconds since the epoch. */
  since: number
  /** Given the report: at the end, or with `--keep` as soon as all have settled. */
  publish: (report: Report) => void
}

/** All that the stages of a demo share. */
type Stage = DemoOptions & {
  world: DemoWorld
  waiting: Waiting
  troubles: Troubles
  applied: Applied
  /** What did not come in time, a line each. */
  late: string[]
}

/** What was seen when all had settled. */
type Settled = {
  outcomes: readonly Outcome[]
  routes: readonly RouteOutcome[]
  gateways: readonly GatewayReport[]
}

/** How long after a failure its cause may come to light, in milliseconds. */
const settlesWithin = 300

/** In which region everything is where no pool says. */
const defaultRegion = 'eu-central-1'

/**
 * Runs the demo from start to end; whatever happens, nothing that it started goes on running.
 * @returns what went wrong, a line each; none: all ended as expected and nothing was left
 */
export async function runDemo(options: DemoOptions): Promise<readonly string[]> {
  const { input, tempo, screen, clock, logFile, warn } = options
  showSetting(screen, tempo, input.notes)
  const region =
    poolsAmong(input.objects).find(({ spec }) => spec.region !== undefined)?.spec.region ??
    defaultRegion
  const world = await startWorld({ clock, tempo, region, logFile, say: warn })
  try {
    showWorld(screen, world, logFile)
    const problems = await runIn(world, options)
    if (world.cloud.calls.throttled() > 0) warn(renderThrottled(world.cloud.calls.entries()))
    return problems
  } finally {
    await world.stop()
  }
}

async function runIn(world: DemoWorld, options: DemoOptions): Promise<readonly string[]> {
  const { clock, input, args, screen, since, tempo, signal } = options
  const troubles = createTroubles(world, screen)
  const { limitSeconds } = tempo
  const waiting = createWaiting({ clock, limitSeconds, signal, failure: troubles.look })
  createZonesFor(poolsAmong(input.objects), world.cloud)
  screen.heading('What happens')
  narrate(world, screen, { since, generated: args.hostnames })
  const applied = applyAll(world.cluster.store, input.objects)
  showRefusals(applied, screen)
  const stage = { ...options, world, waiting, troubles, applied, late: [] }
  return applied.isStopped ? stop(stage) : tell(stage)
}

/** A pool that was refused: what is said about requests to it would be about another pool, or none. */
function stop(stage: Stage): readonly string[] {
  stage.publish(reportOn(stage, observe(stage)))
  return describeRefusals(stage.applied.refused)
}

function showRefusals({ refused, skipped, isStopped }: Applied, { line, palette }: Screen): void {
  for (const { kind, namespace = '', name, message } of refused)
    line(
      palette.red(
        `✗ ${kind} ${keyOf({ namespace, name })} is refused by the API server: ${message}`
      )
    )
  if (isStopped) line('So nothing that comes after the pools is applied.')
  if (skipped.length > 0)
    line(`This cluster has no such kinds, so it goes without: ${skipped.join(', ')}`)
}

/** Settle, show, hand over, tear down; a failure on the way ends the story, and is all there is to say then. */
async function tell(stage: Stage): Promise<readonly string[]> {
  const { applied, args, troubles, publish } = stage
  let settled: Settled | undefined
  let failure: string | undefined
  try {
    settled = await settleAll(stage)
    if (args.keep) await stayUp(stage, settled)
    else await goBack(stage, settled.outcomes)
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error
    // The calls of a process that dies fail before it is known to be dead.
    await stage.clock.sleep(settlesWithin)
    failure = stage.world.hooks.death() ?? error.message
  }
  const last = settled ?? observe(stage)
  if (!args.keep || settled === undefined) publish(reportOn(stage, last))
  const ends = [
    ...stage.late,
    ...describeRefusals(applied.refused),
    ...describeSurprises(last.outcomes),
    ...describeRoutes(last.routes)
  ]
  if (failure !== undefined)
    return [failure, ...troubles.seen(), ...(settled === undefined ? [] : ends)]
  return [...ends, ...troubles.seen(), ...leftIn(stage)]
}

async function settleAll(stage: Stage): Promise<Settled> {
  const { world, screen, applied, waiting } = stage
  await asFarAsItGets(stage, () => settle(world, applied, waiting))
  const settled = observe(stage)
  showResult(screen, settled, world.cloud)
  return settled
}

/** What does not come in time is told at the end, with all else: what can follow does. */
async function asFarAsItGets({ late, screen }: Stage, part: () => Promise<void>): Promise<void> {
  try {
    await part()
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error
    late.push(error.message)
    screen.line(screen.palette.red(error.message))
  }
}

function observe({ world, applied }: Stage): Settled {
  const outcomes = [...outcomesOf(world, applied.requests), ...applied.invalid]
  return { outcomes, routes: routesOf(world, applied.routes), gateways: gatewaysOf(world.cluster) }
}

async function stayUp(stage: Stage, settled: Settled): Promise<void> {
  const { screen, world, waiting, signal, publish } = stage
  publish(reportOn(stage, settled))
  showCommands(screen, world)
  const isInterrupted = (error: unknown) => signal.aborted && error === signal.reason
  await waiting.forever().catch(error => {
    if (!isInterrupted(error)) throw error
  })
}

async function goBack(stage: Stage, outcomes: readonly Outcome[]): Promise<void> {
  const { world, screen, waiting, applied } = stage
  const { requests, refs } = applied
  screen.heading('First come, first served, and what comes after')
  const contest = findContest(outcomes)
  if (contest === undefined)
    screen.line('No two requests want one hostname: there is nothing to hand over.')
  else await asFarAsItGets(stage, () => handOver(world, contest, { requests, screen, waiting }))
  screen.heading('And back to nothing')
  await asFarAsItGets(stage, () => tearDown(world, refs, { screen, waiting }))
  showLeftovers(screen, countLeftovers(world.cluster, world.cloud))
}

function reportOn({ world, clock, since, applied }: Stage, settled: Settled): Report {
  const { cloud, cluster } = world
  const seconds = Math.round((clock.now() - since) / 100) / 10
  const { refused } = applied
  return toReport({
    ...settled,
    refused,
    cloud,
    leftovers: countLeftovers(cluster, cloud),
    seconds
  })
}

function leftIn({ args, world }: Stage): readonly string[] {
  const { certificates, records, objects } = countLeftovers(world.cluster, world.cloud)
  if (args.keep || certificates + records + objects === 0) return []
  const names = leftObjects(world.cluster).slice(0, 10).join(', ')
  return [
    `left over: ${certificates} certificates, ${records} records, ${objects} objects ${names}`
  ]
}
