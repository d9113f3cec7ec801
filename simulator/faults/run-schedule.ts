import { apiVersion } from '../../hooks/api/schema.ts'
import { readyReason } from './conditions.ts'
import { rescueOrphanedClaims } from './deeds/orphaned-claims.ts'
import { perform } from './deeds/perform.ts'
import {
  type InvariantWatch,
  type Violation,
  type WatchOptions,
  watchInvariants
} from './invariant-watch.ts'
import { nothingIsLeft } from './invariants/nothing-is-left.ts'
import { areAllAnswered, isAnyPausing, settles } from './invariants/settles.ts'
import type { Deed, Schedule } from './schedule.ts'
import type { FaultWorld } from './world.ts'

/** The result of one run. */
export type Outcome = {
  violation: Violation | undefined
  /** Writes to the API and changes in AWS. All invariants are checked after each step. */
  steps: number
  syncs: number
  /** How often faults struck. */
  faults: number
  /** How often faults struck, by kind. */
  strikes: Readonly<Record<string, number>>
  /** How many deeds had an effect, by kind. */
  deeds: DeedCounts
  /** Virtual milliseconds. */
  took: number
}

type DeedCounts = Readonly<Partial<Record<Deed['do'], number>>>

const minute = 60_000
const hour = 60 * minute
/** A little more than two periodic resyncs. */
const quietMilliseconds = 65 * minute
/** How long a phase may take until nothing is written any more. */
const settleMilliseconds = 6 * hour
/**
 * The longest pause before a certificate that failed is requested again: `pauseAfter` in
 * hooks/domain-claim/facts/patience.ts.
 */
const pauseMilliseconds = 24 * hour
/** A handful of objects settle in far fewer syncs. More is a loop. */
const mostSyncs = 6000

/**
 * Runs a schedule to its end or to the first violation. First come the deeds and faults. Then
 * everything has to settle without faults. At last everything is deleted.
 */
export async function runSchedule(
  schedule: Schedule,
  options: WatchOptions = {}
): Promise<Outcome> {
  const watch = watchInvariants(schedule, options)
  const { world } = watch
  const deeds = await doDeeds(schedule, watch)
  watch.enter('settling')
  await settle(schedule, watch)
  watch.enter('emptying')
  await deleteEverything(schedule, watch)
  const strikes = world.faultSource.counts()
  const faults = Object.values(strikes).reduce((sum, count) => sum + count, 0)
  const violation = watch.violation()
  return { violation, ...world.counts, faults, strikes, deeds, took: watch.elapsed() }
}

async function doDeeds({ deeds }: Schedule, watch: InvariantWatch): Promise<DeedCounts> {
  const { world } = watch
  const start = world.clock.now()
  const counts: Partial<Record<Deed['do'], number>> = {}
  for (const { at, ...deed } of deeds) {
    await runUntilTime(start + at * 1000, watch)
    if (hasFailed(watch)) return counts
    if (perform(deed, world)) counts[deed.do] = (counts[deed.do] ?? 0) + 1
  }
  await runFor(2 * minute, watch)
  return counts
}

function hasFailed({ violation }: InvariantWatch): boolean {
  return violation() !== undefined
}

/** Runs to a moment (ms since the epoch), or to the first violation. */
async function runUntilTime(end: number, watch: InvariantWatch): Promise<void> {
  const { clock } = watch.world
  await clock.runUntil(() => hasFailed(watch), { until: end })
  if (!hasFailed(watch) && end > clock.now()) await clock.advance(end - clock.now())
}

async function runFor(milliseconds: number, watch: InvariantWatch): Promise<void> {
  await runUntilTime(watch.world.clock.now() + milliseconds, watch)
}

/**
 * Runs without faults until every request has its answer and nothing was written for two resyncs.
 * Meanwhile people do what only they can do.
 */
async function settle({ pools }: Schedule, watch: InvariantWatch): Promise<void> {
  if (hasFailed(watch)) return
  const { clock, cloud, faultSource, counts, lastWrite, truth } = watch.world
  faultSource.end()
  cloud.faults.clear()
  const [startedAt, syncsBefore] = [clock.now(), counts.syncs]
  const end = () => startedAt + settleMilliseconds + (isAnyPausing(truth) ? pauseMilliseconds : 0)
  const isQuiet = () => clock.now() - Math.max(lastWrite.at, startedAt) >= quietMilliseconds
  while (!(isQuiet() && areAllAnswered(truth)) && clock.now() < end()) {
    rescueOrphanedClaims(pools, watch.world)
    await runFor(5 * minute, watch)
    if (hasFailed(watch)) return
    if (counts.syncs - syncsBefore > mostSyncs)
      watch.report(settles.name, `more than ${mostSyncs} syncs`)
  }
  watch.check('settled')
  if (!isQuiet()) watch.report(settles.name, `still written: ${lastWrite.what}`)
}

/** Deletes all requests, waits until the claims are gone, then does the same with the pools. */
async function deleteEverything(schedule: Schedule, watch: InvariantWatch): Promise<void> {
  const { truth } = watch.world
  const areClaimsGone = () => truth.claims().length === 0
  await deleteAll('GatewayHostnameRequest', areClaimsGone, schedule, watch)
  const arePoolsGone = () => truth.pools().length === 0
  await deleteAll('GatewayPool', arePoolsGone, schedule, watch)
  if (hasFailed(watch)) return
  await runFor(10 * minute, watch)
  if (!hasFailed(watch)) watch.check('emptied')
}

/** Deletes all objects of a kind and runs until everything is gone that goes with them. */
async function deleteAll(
  kind: string,
  isGone: () => boolean,
  { pools }: Schedule,
  watch: InvariantWatch
): Promise<void> {
  if (hasFailed(watch)) return
  const { clock, cluster } = watch.world
  for (const { metadata } of cluster.store.list({ apiVersion, kind })) {
    const { namespace, name } = metadata
    cluster.store.delete({ apiVersion, kind, namespace, name })
  }
  const end = clock.now() + settleMilliseconds
  const isOver = () => hasFailed(watch) || isGone()
  while (!isOver() && clock.now() < end) {
    rescueOrphanedClaims(pools, watch.world)
    await clock.runUntil(isOver, { until: Math.min(end, clock.now() + 30 * minute) })
  }
  if (!isGone()) watch.report(nothingIsLeft.name, describeRemaining(watch.world))
}

function describeRemaining({ truth, clock }: FaultWorld): string {
  const objects = [...truth.claims(), ...truth.pools()]
  const remaining = objects.map(object => {
    const { reason, message } = readyReason(object)
    return `${object.kind} ${object.metadata.name}: ${reason} ${message}`
  })
  return `still there at ${new Date(clock.now()).toISOString()}: ${remaining.join('; ')}`
}
