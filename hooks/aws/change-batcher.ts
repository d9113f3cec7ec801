import type { Clock } from '../clock.ts'
import type { RecordChange } from '../dns/records.ts'
import type { ZoneRef } from '../dns/zone-ref.ts'
import { AWSFailure, classify } from './failure.ts'
import type { Fence } from './fence.ts'
import type { Route53 } from './route53.ts'

/**
 * Submits one claim's change to a zone; it happens as a whole or not at all.
 * @returns the id of the Route 53 change
 * @throws {AWSFailure} `refused` when the zone is not as the change supposes: look again and decide anew
 */
export type SubmitChange = (change: RecordChange, fence: Fence) => Promise<string>

export type BatcherOptions = {
  route53: Route53
  zone: ZoneRef
  clock: Clock
  onApplied: (change: RecordChange) => void
}

/** One claim's change, waiting. */
type Unit = {
  change: RecordChange
  fence: Fence
  resolve: (changeID: string) => void
  reject: (failure: AWSFailure) => void
}

/** How long the first change to a quiet zone waits for others to come along. */
const gatherMilliseconds = 30
/**
 * In a busy zone batches are this far apart, as each costs a call here and another until it is known to be
 * in sync; but nobody waits longer when no other change has come for a while, as all who could bring one
 * (Metacontroller's workers) may be waiting here.
 */
const busySpacing = { most: 3000, unlessQuietFor: 600 }
/** After a busy answer (another client's change, or throttling) the batch is sent again after this. */
const busyMilliseconds = 1000
// Quotas of ChangeResourceRecordSets: DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
const maxRecords = 1000
const maxCharacters = 32_000

/**
 * Gathers the changes of all claims to one zone into batches, one in flight at a time: Route 53 takes
 * five requests a second from an account and refuses a second change to a busy zone.
 */
export function createChangeBatcher({
  route53,
  zone,
  clock,
  onApplied
}: BatcherOptions): SubmitChange {
  let queue: Unit[] = []
  let running = false
  let lastSentAt = Number.NEGATIVE_INFINITY
  let lastCameAt = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    await clock.sleep(gatherMilliseconds)
    while (queue.length > 0) {
      await gatherMore()
      const units = takeBatch(queue)
      queue = queue.slice(units.length)
      lastSentAt = clock.now()
      await send(units)
    }
    running = false
  }

  /** Waits for more changes, if the zone is busy and there is room in the batch. */
  async function gatherMore(): Promise<void> {
    while (takeBatch(queue).length === queue.length) {
      const until = Math.min(lastSentAt + busySpacing.most, lastCameAt + busySpacing.unlessQuietFor)
      if (until <= clock.now()) return
      await clock.sleep(until - clock.now())
    }
  }

  /** Sends units as one batch; what it takes to get the rest through when it fails is in `recover`. */
  async function send(all: readonly Unit[]): Promise<void> {
    const { inTime: units, late } = byTime(all, clock)
    for (const unit of late) unit.reject(notSent())
    if (units.length === 0) return
    try {
      const changes = units.map(u => u.change)
      const changeID = await route53.changeRecords(zone, changes, fenceOf(units))
      for (const unit of units) {
        onApplied(unit.change)
        unit.resolve(changeID)
      }
    } catch (error) {
      await recover(units, classify('ChangeResourceRecordSets', error))
    }
  }

  async function recover(units: readonly Unit[], failure: AWSFailure): Promise<void> {
    if (
      failure.kind === 'throttled' &&
      units.some(u => u.fence.sendBefore > clock.now() + busyMilliseconds)
    ) {
      await clock.sleep(busyMilliseconds)
      return send(units)
    }
    if (failure.kind === 'late') return sendWithoutMostUrgent(units, failure)
    if (isOfOneUnit(failure) && units.length > 1) return sendHalves(units)
    for (const unit of units) unit.reject(failure)
  }

  /** A refused batch is halved until the unit at fault stands alone; the others are applied. */
  async function sendHalves(units: readonly Unit[]): Promise<void> {
    const half = Math.ceil(units.length / 2)
    await send(units.slice(0, half))
    await send(units.slice(half))
  }

  /** The batch had to wait for its budget longer than one of its units could, or than one's caller did. */
  async function sendWithoutMostUrgent(units: readonly Unit[], failure: AWSFailure): Promise<void> {
    const { inTime, late } = byTime(units, clock)
    const first = Math.min(...inTime.map(u => u.fence.sendBefore))
    const left = late.length > 0 ? inTime : inTime.filter(u => u.fence.sendBefore > first)
    for (const unit of units) if (!left.includes(unit)) unit.reject(failure)
    await send(left)
  }

  return (change, fence) =>
    new Promise((resolve, reject) => {
      lastCameAt = clock.now()
      queue.push({ change, fence, resolve, reject })
      if (running) return
      running = true
      void run()
    })
}

/**
 * Whether a failure may be the fault of a single unit: the zone is not as it supposes, or it is malformed. Or the zone
 * is full: then those that remove something pass.
 */
function isOfOneUnit({ kind }: AWSFailure): boolean {
  return kind === 'refused' || kind === 'rejected' || kind === 'quota'
}

/** As many units from the front as one request holds, and at least one. */
function takeBatch(queue: readonly Unit[]): readonly Unit[] {
  let elements = 0
  let characters = 0
  let count = 0
  for (const { change } of queue) {
    for (const record of [...change.remove, ...change.create]) {
      // Counted are ResourceRecord elements, of which a record set has one for each value.
      elements += Math.max(1, record.values?.length ?? 1)
      characters += (record.values ?? []).reduce((sum, value) => sum + value.length, 0)
    }
    if (count > 0 && (elements > maxRecords || characters > maxCharacters)) break
    count++
  }
  return queue.slice(0, count)
}

function byTime(
  units: readonly Unit[],
  clock: Clock
): { inTime: readonly Unit[]; late: readonly Unit[] } {
  const isInTime = ({ fence }: Unit) => fence.sendBefore > clock.now() && !fence.signal?.aborted
  return { inTime: units.filter(isInTime), late: units.filter(unit => !isInTime(unit)) }
}

function notSent(): AWSFailure {
  return new AWSFailure(
    'late',
    'ChangeResourceRecordSets',
    'NotSent',
    'the zone was busy for too long'
  )
}

/** The strictest fence of all in a batch: it ends with the first, and when the first caller goes. */
function fenceOf(units: readonly Unit[]): Fence {
  const signals = units.flatMap(u => u.fence.signal ?? [])
  const sendBefore = Math.min(...units.map(u => u.fence.sendBefore))
  return { sendBefore, ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }) }
}
