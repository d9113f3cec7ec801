import type { Clock } from '../clock.ts'
import type { RecordChange } from '../dns/records.ts'
import type { ZoneRef } from '../dns/zone-ref.ts'
import { byTime, earliestFence, fenceOf, type PendingChange, takeBatch } from './change-batch.ts'
import { AWSFailure, classify } from './failure.ts'
import type { Fence } from './fence.ts'
import type { Route53 } from './route53.ts'

/**
 * Submits one claim's change to a zone. The change is applied as a whole or not at all.
 * @returns the id of the Route 53 change
 * @throws {AWSFailure} `refused` if the zone is not as the change expects. The caller then has to
 * look at the zone again, and to decide anew
 */
export type SubmitChange = (change: RecordChange, fence: Fence) => Promise<string>

export type BatcherOptions = {
  route53: Pick<Route53, 'changeRecords'>
  zone: ZoneRef
  clock: Clock
  /** Gets each change that Route 53 has accepted. */
  onApplied: (change: RecordChange) => void
}

/** How long (ms) the first change to a quiet zone waits for more changes. */
const gatherMs = 30
/**
 * How long (ms) a batch to a busy zone waits for more changes. Each batch costs one call, and one
 * more call to learn whether it has propagated. So a batch is sent `mostMs` after the batch before
 * it. But no change can come while all workers of Metacontroller wait here. So if no change has
 * come for `unlessQuietForMs`, the batch is sent earlier. Nobody asks whether a removal has
 * propagated, and with many removals most workers wait here. So `manyRemovals` removals wait only
 * until `withRemovalsMs` after the batch before.
 */
const busySpacing = { mostMs: 3000, unlessQuietForMs: 600, withRemovalsMs: 1000 }
const manyRemovals = 20
/** How often (ms) a batch that waits is counted again. */
const countMs = 200
/**
 * After Route 53 throttled a batch, or was busy with another client's change to the zone, the batch
 * is sent again after this time (ms).
 */
const busyMs = 1000

type Batcher = BatcherOptions & {
  queue: PendingChange[]
  isRunning: boolean
  /** When the last batch was sent (ms). */
  lastSentAt: number
  /** When the last change came (ms). */
  lastCameAt: number
}

/**
 * Route 53 takes five requests a second from an account, and refuses a change to a zone while it
 * still works on another one. So this gathers the changes of all claims to one zone into batches,
 * and sends one batch at a time.
 */
export function createChangeBatcher(options: BatcherOptions): SubmitChange {
  const never = Number.NEGATIVE_INFINITY
  const batcher: Batcher = {
    ...options,
    queue: [],
    isRunning: false,
    lastSentAt: never,
    lastCameAt: never
  }
  return (change, fence) =>
    new Promise((resolve, reject) => {
      batcher.lastCameAt = batcher.clock.now()
      batcher.queue.push({ change, fence, resolve, reject })
      if (!batcher.isRunning) void sendAll(batcher)
    })
}

async function sendAll(batcher: Batcher): Promise<void> {
  batcher.isRunning = true
  await batcher.clock.sleep(gatherMs)
  while (batcher.queue.length > 0) {
    await gatherMore(batcher)
    const batch = takeBatch(batcher.queue)
    batcher.queue = batcher.queue.slice(batch.length)
    batcher.lastSentAt = batcher.clock.now()
    await send(batcher, batch)
  }
  batcher.isRunning = false
}

/** Waits for more changes while the zone is busy and the batch has room. */
async function gatherMore(batcher: Batcher): Promise<void> {
  const { clock } = batcher
  while (takeBatch(batcher.queue).length === batcher.queue.length) {
    const untilSpaced = batcher.lastSentAt + spacingOf(batcher.queue)
    const untilQuiet = batcher.lastCameAt + busySpacing.unlessQuietForMs
    const waitMs = Math.min(untilSpaced, untilQuiet) - clock.now()
    // Only if the clock was set back, the wait is longer than that for quiet.
    if (waitMs <= 0 || waitMs > busySpacing.unlessQuietForMs) return
    await clock.sleep(Math.min(waitMs, countMs))
  }
}

/** The time (ms) between the batch before and these changes. */
function spacingOf(queue: readonly PendingChange[]): number {
  const removals = queue.filter(({ change }) => change.create.length === 0)
  return removals.length < manyRemovals ? busySpacing.mostMs : busySpacing.withRemovalsMs
}

/** Sends changes as one batch. If the batch fails, `recover` sends again what can still succeed. */
async function send(batcher: Batcher, changes: readonly PendingChange[]): Promise<void> {
  const { clock, onApplied, route53, zone } = batcher
  const { inTime: batch, late } = byTime(changes, clock)
  for (const { reject } of late) reject(notSent())
  if (batch.length === 0) return
  try {
    const batchChanges = batch.map(({ change }) => change)
    const changeID = await route53.changeRecords(zone, batchChanges, fenceOf(batch))
    for (const { change, resolve } of batch) {
      onApplied(change)
      resolve(changeID)
    }
  } catch (error) {
    await recover(batcher, batch, classify('ChangeResourceRecordSets', error))
  }
}

/**
 * Gets as many changes of a failed batch through as possible. The first row that fits counts; `any`
 * means that the cell does not matter.
 *
 * | failure | batch | then |
 * |---|---|---|
 * | throttled | a change can still be sent after the wait | waits, and sends the batch again |
 * | late | any | sends the batch without the most urgent change |
 * | may be the fault of one change | several changes | sends each half by itself |
 * | any other | any | fails all changes |
 */
async function recover(
  batcher: Batcher,
  batch: readonly PendingChange[],
  failure: AWSFailure
): Promise<void> {
  const { clock } = batcher
  const retryAt = clock.now() + busyMs
  if (failure.kind === 'throttled' && batch.some(({ fence }) => fence.sendBefore > retryAt)) {
    await clock.sleep(busyMs)
    return send(batcher, batch)
  }
  if (failure.kind === 'late') return sendWithoutMostUrgent(batcher, batch, failure)
  if (mayBeOfOneChange(failure) && batch.length > 1) return sendHalves(batcher, batch)
  for (const { reject } of batch) reject(failure)
}

/**
 * Whether a single change may have made the batch fail: because the zone is not as this change
 * expects, because the change is malformed, or because the zone is full. In a full zone, changes
 * that remove records still pass.
 */
function mayBeOfOneChange({ kind }: AWSFailure): boolean {
  return kind === 'refused' || kind === 'rejected' || kind === 'quota'
}

/**
 * Sends each half of a batch by itself. A half that fails is halved again, until the change at
 * fault is alone. So all other changes are applied.
 */
async function sendHalves(batcher: Batcher, batch: readonly PendingChange[]): Promise<void> {
  const half = Math.ceil(batch.length / 2)
  await send(batcher, batch.slice(0, half))
  await send(batcher, batch.slice(half))
}

/**
 * Used if a batch waited for its budget longer than one of its changes or callers could wait. Fails
 * the changes that are late. If none is late, fails the changes whose fence ends first. Sends the
 * rest.
 */
async function sendWithoutMostUrgent(
  batcher: Batcher,
  batch: readonly PendingChange[],
  failure: AWSFailure
): Promise<void> {
  const { inTime, late } = byTime(batch, batcher.clock)
  const earliest = earliestFence(inTime)
  const rest = late.length > 0 ? inTime : inTime.filter(({ fence }) => fence.sendBefore > earliest)
  for (const pending of batch) if (!rest.includes(pending)) pending.reject(failure)
  await send(batcher, rest)
}

function notSent(): AWSFailure {
  const message = 'other changes to the zone took longer than this change could wait'
  return new AWSFailure('late', 'ChangeResourceRecordSets', 'NotSent', message)
}
