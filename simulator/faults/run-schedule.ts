import { apiVersion } from '../../hooks/api/schema.ts'
import { helpOrphans } from './deeds/orphans.ts'
import { perform } from './deeds/perform.ts'
import { isAnswered, isPausing, noCrash, nothingIsLeft, settles } from './invariants/ends.ts'
import { invariants } from './invariants/index.ts'
import type { Checks, Finding } from './invariants/invariant.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Deed, Schedule } from './schedule.ts'
import type { Step } from './sight.ts'
import { createFaultWorld, type FaultWorld } from './world.ts'

/** A promise that was broken: which, how, and when (milliseconds since the start of the run). */
export type Violation = {
  invariant: string
  finding: string
  at: number
  phase: 'faults' | 'settling' | 'emptying'
}

/** What one run came to. */
export type Outcome = {
  violation: Violation | undefined
  /** Writes to the API and changes of AWS, each looked at by all invariants. */
  steps: number
  syncs: number
  /** Strikes of faults. */
  faults: number
  /** Strikes by kind of fault. */
  strikes: Readonly<Record<string, number>>
  /** Deeds that had an effect, by kind. */
  deeds: Readonly<Partial<Record<Deed['do'], number>>>
  /** Virtual milliseconds. */
  took: number
}

export type RunOptions = {
  sabotage?: Sabotage | undefined
  onStep?: (at: number, what: string, world: FaultWorld) => void
}

const minute = 60_000
/** Two periodic resyncs, and some. */
const quietMilliseconds = 65 * minute
/** Within this all is to rest. */
const settleMilliseconds = 6 * 60 * minute
/** Certificates that failed wait for their next try, at most a day (`pauseAfter` in hooks/domain-claim/facts/patience.ts). */
const pauseMilliseconds = 24 * 60 * minute
/** A handful of objects need far fewer: more means a loop. */
const mostSyncs = 6000
/** A schedule has some hundreds. */
const mostSteps = 20_000

type Watch = {
  look: (kind: 'settled' | 'emptied') => void
  violation: () => Violation | undefined
  blame: Blame
}
type Blame = (invariant: string, finding: string) => void

/** Runs a schedule to its end, or to the first violation: deeds and faults, then rest, then everything deleted. */
export async function runSchedule(schedule: Schedule, options: RunOptions = {}): Promise<Outcome> {
  let phase: Violation['phase'] = 'faults'
  let violation: Violation | undefined
  let startedAt = Number.NaN
  const running = invariants.map(({ name, begin }) => ({ name, checks: begin() }))
  const blame: Blame = (invariant, finding) => {
    if (violation !== undefined) return
    violation = { invariant, finding, at: world.clock.now() - startedAt, phase }
    // a loop at one instant would else go on for good
    void world.cluster.stop()
  }
  function look(check: (checks: Checks) => Finding): void {
    if (violation !== undefined) return
    for (const { name, checks } of running) {
      const finding = check(checks)
      if (finding !== undefined) blame(name, finding)
    }
  }
  function onStep(step: Step): void {
    // the groundwork is laid before there is a world to look at
    if (Number.isNaN(startedAt)) return
    options.onStep?.(world.clock.now() - startedAt, world.lastWrite.what, world)
    look(checks => checks.afterStep?.(world.sight, step))
    if (world.counts.steps > mostSteps)
      blame(settles.name, `more than ${mostSteps} steps, the last ${world.lastWrite.what}`)
  }
  const world: FaultWorld = createFaultWorld(schedule, {
    sabotage: options.sabotage,
    onStep,
    onCrash: error => blame(noCrash.name, error.message)
  })
  startedAt = world.clock.now()
  const watch: Watch = {
    look: kind => look(checks => checks[kind]?.(world.sight)),
    violation: () => violation,
    blame
  }
  const deeds = await doDeeds(schedule, world, watch)
  phase = 'settling'
  await settle(schedule, world, watch)
  phase = 'emptying'
  await empty(schedule, world, watch)
  const strikes = world.strikes.counts()
  const faults = Object.values(strikes).reduce((sum, count) => sum + count, 0)
  return { violation, ...world.counts, faults, strikes, deeds, took: world.clock.now() - startedAt }
}

/** Returns how many had an effect, by kind. */
async function doDeeds(
  { deeds }: Schedule,
  world: FaultWorld,
  watch: Watch
): Promise<Outcome['deeds']> {
  const start = world.clock.now()
  const done: Partial<Record<Deed['do'], number>> = {}
  for (const { at, ...deed } of deeds) {
    await runTo(start + at * 1000, world, watch)
    if (watch.violation() !== undefined) return done
    if (perform(deed, world)) done[deed.do] = (done[deed.do] ?? 0) + 1
  }
  await runTo(world.clock.now() + 2 * minute, world, watch)
  return done
}

async function runTo(end: number, { clock }: FaultWorld, watch: Watch): Promise<void> {
  await clock.runUntil(() => watch.violation() !== undefined, { until: end })
  if (watch.violation() === undefined && end > clock.now()) await clock.advance(end - clock.now())
}

/** No more faults, and people put right what only they can: every request gets its answer, and then nothing is written for two resyncs. */
async function settle({ pools }: Schedule, world: FaultWorld, watch: Watch): Promise<void> {
  if (watch.violation() !== undefined) return
  const { clock, cloud, strikes, counts, lastWrite, sight } = world
  strikes.end()
  cloud.faults.clear()
  const begun = { at: clock.now(), syncs: counts.syncs }
  const end = () => begun.at + settleMilliseconds + (isPausing(sight) ? pauseMilliseconds : 0)
  const isQuiet = () => clock.now() - Math.max(lastWrite.at, begun.at) >= quietMilliseconds
  while (!(isQuiet() && isAnswered(sight)) && clock.now() < end()) {
    helpOrphans(pools, world)
    await runTo(clock.now() + 5 * minute, world, watch)
    if (watch.violation() !== undefined) return
    if (counts.syncs - begun.syncs > mostSyncs)
      watch.blame(settles.name, `more than ${mostSyncs} syncs`)
  }
  watch.look('settled')
  if (!isQuiet()) watch.blame(settles.name, `still written: ${lastWrite.what}`)
}

/** Everybody takes everything back, the pools last. */
async function empty(schedule: Schedule, world: FaultWorld, watch: Watch): Promise<void> {
  const { clock, cluster, sight } = world
  const withdraw = (kind: string) => {
    for (const { metadata } of cluster.store.list({ apiVersion, kind }))
      cluster.store.delete({ apiVersion, kind, namespace: metadata.namespace, name: metadata.name })
  }
  for (const kind of ['GatewayHostnameRequest', 'GatewayPool']) {
    if (watch.violation() !== undefined) return
    withdraw(kind)
    const isGone = () => (kind === 'GatewayPool' ? sight.pools() : sight.claims()).length === 0
    const end = clock.now() + settleMilliseconds
    while (!isGone() && clock.now() < end && watch.violation() === undefined) {
      helpOrphans(schedule.pools, world)
      const isOver = () => watch.violation() !== undefined || isGone()
      await clock.runUntil(isOver, { until: Math.min(end, clock.now() + 30 * minute) })
    }
    if (!isGone()) watch.blame(nothingIsLeft.name, stuck(world))
  }
  await runTo(clock.now() + 10 * minute, world, watch)
  if (watch.violation() === undefined) watch.look('emptied')
}

function stuck({ sight, clock }: FaultWorld): string {
  const left = [...sight.claims(), ...sight.pools()].map(object => {
    const conditions = (object.status?.conditions ?? []) as {
      type: string
      reason: string
      message: string
    }[]
    const ready = conditions.find(({ type }) => type === 'Ready')
    return `${object.kind} ${object.metadata.name}: ${ready?.reason} ${ready?.message}`
  })
  return `still there at ${new Date(clock.now()).toISOString()}: ${left.join('; ')}`
}
