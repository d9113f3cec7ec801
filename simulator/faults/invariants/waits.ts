import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { readyReason } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'
import { isPausing, unanswered } from './settles.ts'

const minute = 60_000

/**
 * How long (ms) a request may take to its final answer once nothing disturbs it any more. ACM, the
 * load balancer and Route 53 take up to four minutes one after the other. Before that, the hooks
 * may look at the zone up to five minutes late.
 */
const usualMilliseconds = 9 * minute
/**
 * How much longer (ms) it may take if a status was given up in a conflict just before: a request
 * that says nothing new asks again after seven minutes.
 */
const afterConflictMilliseconds = 7 * minute
/**
 * How much longer (ms) it may take after a record that others kept changing. As the message of
 * `RecordKeepsChanging` says, the record is written again within an hour, and counts as done once
 * it has stayed for ten minutes.
 */
const afterChangesMilliseconds = 70 * minute

/** A request that waits: since when (ms), and which reasons it has given. */
type Wait = { since: number; reasons: Set<string> }

/** No wait is longer than its cause. So every fault and every deed of a person restarts the time. */
export const waitsEnd: Invariant = {
  name: 'after the last fault, requests are answered within minutes',
  begin: () => {
    const waits = new Map<string, Wait>()
    const check = (truth: Truth) =>
      firstOf(truth.requests(), request => watch(request, truth, waits))
    return { afterStep: check, settled: check }
  }
}

function watch(request: HostnameRequest, truth: Truth, waits: Map<string, Wait>): Finding {
  const { uid } = request.metadata
  const isCalm = truth.calmSince() <= truth.now()
  const finding = isCalm && !isPausing(request) ? unanswered(request, truth) : undefined
  if (finding === undefined) {
    waits.delete(uid)
    return undefined
  }
  const now = truth.now()
  const wait = waits.get(uid) ?? { since: now, reasons: new Set() }
  waits.set(uid, wait)
  wait.reasons.add(readyReason(request).reason)
  const waited = now - Math.max(wait.since, truth.calmSince())
  if (waited <= mostMilliseconds(wait, truth)) return undefined
  return `${finding} (after ${Math.round(waited / 1000)} s: ${[...wait.reasons].join(', ')})`
}

function mostMilliseconds({ reasons }: Wait, { schedule: { faults } }: Truth): number {
  const conflict = faults.statusConflicts === undefined ? 0 : afterConflictMilliseconds
  const changes = reasons.has('RecordKeepsChanging') ? afterChangesMilliseconds : 0
  return usualMilliseconds + conflict + changes
}
