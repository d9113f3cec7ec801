import { apiVersion } from '../../hooks/api/schema.ts'
import { type Advised, followAdvice } from './advice.ts'
import { readyReason } from './conditions.ts'
import { rescueOrphanedClaims } from './deeds/orphaned-claims.ts'
import { perform } from './deeds/perform.ts'
import { makeRequestsAgain } from './deeds/requests.ts'
import {
  type InvariantWatch,
  type Violation,
  type WatchOptions,
  watchInvariants
} from './invariant-watch.ts'
import { adviceHelps, unhelped } from './invariants/advice-helps.ts'
import { nothingIsLeft } from './invariants/nothing-is-left.ts'
import { areAllAnswered, isAnyPausing, settles } from './invariants/settles.ts'
import type { Deed, PoolName, Schedule } from './schedule.ts'
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
/** After this time without a write, everything has settled: two resyncs and a little more. */
const quietMilliseconds = 65 * minute
/** The limit for everything to settle, and for everything to be gone after its deletion. */
const settleMilliseconds = 6 * hour
/**
 * After a certificate has failed, the hooks wait at most this long before they request the next
 * one: see `pauseAfter` in hooks/domain-claim/facts/patience.ts.
 */
const pauseMilliseconds = 24 * hour
/** The few objects of a run settle in far fewer syncs. More syncs than this are a loop. */
const mostSyncs = 6000

/**
 * Runs a schedule to its end or to the first violation. First people do the deeds while faults
 * strike. Then faults stop, and everything has to settle. People do what the conditions of requests
 * advise, and everything has to settle again. At last everything is deleted.
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
  watch.enter('advising')
  await takeAdvice(schedule, watch)
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
 * Runs without faults until each request has its final answer and nothing was written for two
 * resyncs. Meanwhile people rescue orphaned claims, because the hooks cannot do that.
 * @param advised requests that must not say the same as before
 */
async function settle(
  { pools }: Schedule,
  watch: InvariantWatch,
  advised: readonly Advised[] = []
): Promise<void> {
  if (hasFailed(watch)) return
  const { calm, clock, cloud, cluster, faultSource, counts, lastWrite, truth } = watch.world
  faultSource.end()
  cloud.faults.clear()
  const [startedAt, syncsBefore] = [clock.now(), counts.syncs]
  // Whoever was asked for in vain many times in a row waits for up to 1000 s more.
  calm.since = Math.max(startedAt, cluster.engine.state().backoffsEndAt ?? startedAt)
  const end = () => startedAt + settleMilliseconds + (isAnyPausing(truth) ? pauseMilliseconds : 0)
  const isQuiet = () => clock.now() - Math.max(lastWrite.at, startedAt) >= quietMilliseconds
  while (!(isQuiet() && areAllAnswered(truth)) && clock.now() < end()) {
    const isRescued = rescueOrphanedClaims(pools, watch.world)
    if (makeRequestsAgain(watch.world) || isRescued) calm.since = Math.max(calm.since, clock.now())
    await runFor(5 * minute, watch)
    if (hasFailed(watch)) return
    if (counts.syncs - syncsBefore > mostSyncs)
      watch.report(settles.name, `more than ${mostSyncs} syncs`)
  }
  const finding = unhelped(advised, truth)
  if (finding !== undefined) watch.report(adviceHelps.name, finding)
  watch.check('settled')
  if (!isQuiet()) watch.report(settles.name, `still written: ${lastWrite.what}`)
  for (const { spec } of watch.world.toMakeAgain)
    watch.report(settles.name, `the claim of ${spec.hostname} does not go`)
}

/** People do what the conditions of requests advise. Then everything has to settle again. */
async function takeAdvice(schedule: Schedule, watch: InvariantWatch): Promise<void> {
  if (hasFailed(watch)) return
  const advised = followAdvice(watch.world)
  if (advised.length > 0) await settle(schedule, watch, advised)
}

/**
 * Deletes all requests, waits until all claims are gone, then deletes all pools and waits.
 * Meanwhile people allow the deletions that pools hold back, as the runbook says.
 */
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

/** Deletes all objects of a kind, and runs until `isGone` returns true or the limit is reached. */
async function deleteAll(
  kind: string,
  isGone: () => boolean,
  { pools }: Schedule,
  watch: InvariantWatch
): Promise<void> {
  if (hasFailed(watch)) return
  const { calm, clock, cluster } = watch.world
  calm.since = Number.POSITIVE_INFINITY
  for (const { metadata } of cluster.store.list({ apiVersion, kind })) {
    const { namespace, name } = metadata
    cluster.store.delete({ apiVersion, kind, namespace, name })
  }
  const end = clock.now() + settleMilliseconds
  const isOver = () => hasFailed(watch) || isGone()
  while (!isOver() && clock.now() < end) {
    rescueOrphanedClaims(pools, watch.world)
    for (const { name } of pools) perform(allowing(name), watch.world)
    await clock.runUntil(isOver, { until: Math.min(end, clock.now() + 5 * minute) })
  }
  if (!isGone()) watch.report(nothingIsLeft.name, describeRemaining(watch.world))
}

function allowing(pool: PoolName): Deed {
  return { do: 'allowDeletions', pool, isRightNumber: true }
}

function describeRemaining({ truth, clock }: FaultWorld): string {
  const objects = [...truth.claims(), ...truth.pools()]
  const remaining = objects.map(object => {
    const { reason, message } = readyReason(object)
    return `${object.kind} ${object.metadata.name}: ${reason} ${message}`
  })
  return `still there at ${new Date(clock.now()).toISOString()}: ${remaining.join('; ')}`
}
