import type { Clock } from '../clock.ts'
import type { RecordChange, RecordSet } from '../dns/records.ts'
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
  zoneID: string
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

/** How long the first change waits for others to come along. */
const gatherMilliseconds = 30
/** After a busy answer (another client's change, or throttling) the batch is sent again after this. */
const busyMilliseconds = 1000
// Quotas of ChangeResourceRecordSets: DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
const maxRecords = 1000
const maxCharacters = 32_000

/**
 * Gathers the changes of all claims to one zone into batches, one in flight at a time: Route 53 takes
 * five requests a second from an account and refuses a second change to a busy zone.
 */
export function createChangeBatcher({ route53, zoneID, clock, onApplied }: BatcherOptions): SubmitChange {
  let queue: Unit[] = []
  let running = false

  async function run(): Promise<void> {
    await clock.sleep(gatherMilliseconds)
    while (queue.length > 0) {
      const units = takeBatch(queue)
      queue = queue.slice(units.length)
      await send(units)
    }
    running = false
  }

  /** Sends units as one batch; a refused batch is halved until the unit at fault stands alone. */
  async function send(all: readonly Unit[]): Promise<void> {
    const units = dropLate(all, clock)
    if (units.length === 0) return
    try {
      const changeID = await route53.changeRecords(
        zoneID,
        units.map(u => u.change),
        fenceOf(units)
      )
      for (const unit of units) {
        onApplied(unit.change)
        unit.resolve(changeID)
      }
    } catch (error) {
      await recover(units, classify('ChangeResourceRecordSets', error))
    }
  }

  async function recover(units: readonly Unit[], failure: AWSFailure): Promise<void> {
    if (failure.kind === 'throttled' && units.some(u => u.fence.sendBefore > clock.now() + busyMilliseconds)) {
      await clock.sleep(busyMilliseconds)
      return send(units)
    }
    if (failure.kind === 'refused' && units.length > 1) {
      const half = Math.ceil(units.length / 2)
      await send(units.slice(0, half))
      return send(units.slice(half))
    }
    for (const unit of units) unit.reject(failure)
  }

  return (change, fence) =>
    new Promise((resolve, reject) => {
      queue.push({ change, fence, resolve, reject })
      if (running) return
      running = true
      void run()
    })
}

/** As many units from the front as one request holds, and at least one. */
function takeBatch(queue: readonly Unit[]): readonly Unit[] {
  let records = 0
  let characters = 0
  let count = 0
  for (const { change } of queue) {
    const all = [...change.remove, ...change.create]
    records += all.length
    characters += all.reduce((sum, record) => sum + sizeOf(record), 0)
    if (count > 0 && (records > maxRecords || characters > maxCharacters)) break
    count++
  }
  return queue.slice(0, count)
}

function sizeOf(record: RecordSet): number {
  return (record.values ?? []).reduce((sum, value) => sum + value.length, 0)
}

function dropLate(units: readonly Unit[], clock: Clock): readonly Unit[] {
  const inTime = units.filter(u => u.fence.sendBefore > clock.now() && !u.fence.signal?.aborted)
  for (const unit of units) {
    if (!inTime.includes(unit))
      unit.reject(new AWSFailure('late', 'ChangeResourceRecordSets', 'NotSent', 'the zone was busy for too long'))
  }
  return inTime
}

/** The strictest fence of all in a batch; that somebody has gone is asked before, unit by unit. */
function fenceOf(units: readonly Unit[]): Fence {
  return { sendBefore: Math.min(...units.map(u => u.fence.sendBefore)) }
}
