import type { Clock } from '../../hooks/clock.ts'
import type { DemoArguments } from './arguments.ts'
import { type Board, showBoard } from './board/show-board.ts'
import type { Input } from './input/input.ts'
import { poolsAmong } from './kinds.ts'
import { type Observation, observe, reportOn } from './observe.ts'
import { summarise } from './screen/outcomes.ts'
import type { Report } from './screen/report.ts'
import { renderThrottled, showLeftovers, showResult } from './screen/result.ts'
import type { Screen } from './screen/screen.ts'
import { showCommands, showSetting, showWorld } from './screen/setting.ts'
import { showTimeline } from './screen/timeline.ts'
import { type Applied, applyAll, describeRefusal, describeRefusals } from './stages/apply.ts'
import { createFailureWatch, type FailureWatch } from './stages/failures.ts'
import { findContest, handOver } from './stages/hand-over.ts'
import { countLeftovers, leftObjects } from './stages/leftovers.ts'
import { describeSurprises, type RequestOutcome } from './stages/request-outcomes.ts'
import { describeRouteSurprises } from './stages/route-outcomes.ts'
import { settle } from './stages/settle.ts'
import { tearDown } from './stages/tear-down.ts'
import { createWaiting, DemoFailure, type Waiting, WaitTimeout } from './stages/wait.ts'
import type { StartHooks } from './world/hooks-process.ts'
import type { Tempo } from './world/pace.ts'
import { type DemoWorld, startWorld } from './world/world.ts'
import { createZonesFor } from './world/zones.ts'

export type DemoOptions = {
  args: DemoArguments
  input: Input
  tempo: Tempo
  screen: Screen
  clock: Clock
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  startHooks: StartHooks
  /** The file for the log of the hooks. If `undefined`, they log to stderr. */
  logFile: string | undefined
  /** Prints a line on stderr. */
  warn: (line: string) => void
  /** When the demo was started, in milliseconds since the epoch. */
  since: number
  /**
   * Called once with the report: at the end of the demo, or with `--keep` as soon as all requests
   * have settled.
   */
  publish: (report: Report) => void
}

/** What all stages of a demo share. */
type Context = DemoOptions & {
  world: DemoWorld
  waiting: Waiting
  failures: FailureWatch
  applied: Applied
  /** The stages that exceeded their limit, a line each. */
  timeouts: string[]
  /** The board of a terminal; `undefined` if each change is a line. */
  board: Board | undefined
}

/** The cause of a failure may become known up to this long after the failure (ms). */
const causeShowsWithinMs = 300

/** The region if no pool names one. */
const defaultRegion = 'eu-central-1'

/**
 * Runs the demo from start to end. Whatever happens, nothing that the demo started goes on running.
 * @returns the problems, a line each; none if everything ended as expected and nothing was left
 */
export async function runDemo(options: DemoOptions): Promise<readonly string[]> {
  const { input, tempo, screen, logFile, warn } = options
  showSetting(screen, tempo, input.notes)
  const world = await startWorld({ ...options, region: regionOf(input) })
  try {
    showWorld(screen, world, logFile)
    const problems = await runIn(world, options)
    const { calls } = world.cloud
    if (calls.throttled() > 0) warn(renderThrottled(calls.entries()))
    return problems
  } finally {
    await world.stop()
  }
}

function regionOf({ objects }: Input): string {
  const regions = poolsAmong(objects).flatMap(({ spec }) => spec.region ?? [])
  return regions[0] ?? defaultRegion
}

async function runIn(world: DemoWorld, options: DemoOptions): Promise<readonly string[]> {
  const { clock, input, args, screen, since, tempo, signal } = options
  const failures = createFailureWatch(world, screen)
  const { limitSeconds } = tempo
  const board = screen.live && showBoard(world, { ...screen.live, palette: screen.palette })
  const waiting = createWaiting({
    clock,
    limitSeconds,
    signal,
    failure: failures.check,
    printed: screen.printed,
    onSilence: (what, seconds) =>
      board ?? screen.line(`         … waiting ${seconds} s for ${what}`)
  })
  createZonesFor(poolsAmong(input.objects), world.cloud)
  screen.heading('What happens')
  if (board === undefined) showTimeline(world, screen, { since, generatedCount: args.hostnames })
  const applied = applyAll(world.cluster.store, input.objects)
  showRefusals(applied, screen)
  const context = { ...options, world, waiting, failures, applied, timeouts: [], board }
  try {
    return await (applied.isStopped ? endAtRefusedPool(context) : runStages(context))
  } finally {
    await board?.end()
  }
}

/**
 * Ends the demo after the API server refused a pool unexpectedly. What the hooks say about the
 * requests of a missing pool would mislead the user, so no request was applied.
 */
function endAtRefusedPool(context: Context): readonly string[] {
  context.publish(reportOn(context, observe(context)))
  return describeRefusals(context.applied.refused)
}

function showRefusals({ refused, skipped, isStopped }: Applied, { line, palette }: Screen): void {
  for (const refusal of refused) line(palette.red(`✗ ${describeRefusal(refusal)}`))
  if (isStopped) line('So the requests and routes are not applied.')
  if (skipped.length > 0)
    line(`Skipped, because this cluster does not have these kinds: ${skipped.join(', ')}`)
}

/**
 * Runs the stages: waits until all requests have settled, shows the result, hands a contested
 * hostname over, and deletes everything. With `--keep` the demo stays up after the result instead.
 * A failure of the hooks ends the stages early.
 * @returns the problems, a line each
 */
async function runStages(context: Context): Promise<readonly string[]> {
  const { args, failures, publish } = context
  let settled: Observation | undefined
  let failure: string | undefined
  try {
    settled = await settleAll(context)
    if (args.keep) await stayUp(context, settled)
    else await goBack(context, settled.outcomes)
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error
    failure = await causeOf(error, context)
  }
  const final = settled ?? observe(context)
  const isPublished = args.keep && settled !== undefined
  if (!isPublished) publish(reportOn(context, final))
  const surprises = describeAllSurprises(context, final)
  if (failure === undefined)
    return [...surprises, ...failures.syncErrors(), ...describeLeftovers(context)]
  // If the failure came before all requests had settled, an outcome says only how far its request
  // had come. Then the outcomes are no problems of their own.
  return [failure, ...failures.syncErrors(), ...(settled === undefined ? [] : surprises)]
}

/**
 * The cause of a failure. When the process of the hooks dies, calls to the hooks fail a moment
 * before the demo learns of the death. So this waits a moment, and prefers the death as the cause.
 */
async function causeOf(error: DemoFailure, { clock, world }: Context): Promise<string> {
  await clock.sleep(causeShowsWithinMs)
  return world.hooks.death() ?? error.message
}

function describeAllSurprises(context: Context, final: Observation): readonly string[] {
  return [
    ...context.timeouts,
    ...describeRefusals(context.applied.refused),
    ...describeSurprises(final.outcomes),
    ...describeRouteSurprises(final.routes)
  ]
}

async function settleAll(context: Context): Promise<Observation> {
  const { world, screen, applied, waiting, board, clock } = context
  const begin = clock.now()
  board?.begin('Hostnames on their way')
  await withTimeoutNoted(context, () => settle(world, applied, waiting))
  board?.begin('')
  const settled = observe(context)
  const seconds = Math.round((clock.now() - begin) / 1000)
  if (board !== undefined) screen.line(summarise(settled.outcomes, seconds))
  showResult(screen, settled, world.cloud)
  return settled
}

/** Runs a stage. If the stage exceeds its limit, notes the timeout and lets the next stages run. */
async function withTimeoutNoted(
  { timeouts, screen }: Context,
  stage: () => Promise<void>
): Promise<void> {
  try {
    await stage()
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error
    timeouts.push(error.message)
    screen.line(screen.palette.red(error.message))
  }
}

async function stayUp(context: Context, settled: Observation): Promise<void> {
  const { screen, world, waiting, signal, publish } = context
  publish(reportOn(context, settled))
  showCommands(screen, world)
  await waiting.forever().catch(error => {
    const isInterrupted = signal.aborted && error === signal.reason
    if (!isInterrupted) throw error
  })
}

async function goBack(context: Context, outcomes: readonly RequestOutcome[]): Promise<void> {
  const { world, screen, waiting, applied, board } = context
  const { requests, refs } = applied
  screen.heading('First come, first served, and what comes after')
  const contest = findContest(outcomes)
  if (contest === undefined)
    screen.line('No two requests want the same hostname, so there is nothing to hand over.')
  else {
    board?.begin('The hand-over')
    await withTimeoutNoted(context, () => handOver(world, contest, { requests, screen, waiting }))
  }
  screen.heading('And back to nothing')
  board?.begin('Hostnames on their way out')
  await withTimeoutNoted(context, () => tearDown(world, refs, { screen, waiting }))
  board?.begin('')
  showLeftovers(screen, countLeftovers(world.cluster, world.cloud))
}

function describeLeftovers({ args, world }: Context): readonly string[] {
  const { certificates, records, objects } = countLeftovers(world.cluster, world.cloud)
  if (args.keep || certificates + records + objects === 0) return []
  const counts = `${certificates} certificates, ${records} records, ${objects} objects`
  const names = leftObjects(world.cluster).slice(0, 10).join(', ')
  return [`left over: ${counts} ${names}`]
}
