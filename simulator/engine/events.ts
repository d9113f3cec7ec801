import type { Clock } from '../../hooks/clock.ts'
import { type KubeObject, refOf } from '../api-store/objects.ts'
import type { SyncErrorEvent } from './types.ts'

/** Metacontroller's settings of client-go's spam filter: events at once per object … */
const burst = 25
/** … and the time until one more is allowed. */
const refillMilliseconds = 300_000

/** How many of the newest events are kept for inspection. */
const keptEvents = 1000

type Bucket = { tokens: number; filledAt: number }

/** Writes SyncError events and leaves out as many as Metacontroller's spam filter does. */
export type EventRecorder = {
  events: readonly SyncErrorEvent[]
  record: (controller: string, parent: KubeObject, error: string) => void
}

/** Makes an empty recorder. */
export function createEventRecorder(clock: Clock): EventRecorder {
  const events: SyncErrorEvent[] = []
  const buckets = new Map<string, Bucket>()

  function takeToken(uid: string): boolean {
    const now = clock.now()
    const bucket = buckets.get(uid) ?? { tokens: burst, filledAt: now }
    const refilled = bucket.tokens + (now - bucket.filledAt) / refillMilliseconds
    const tokens = Math.min(burst, refilled)
    buckets.set(uid, { tokens: tokens >= 1 ? tokens - 1 : tokens, filledAt: now })
    return tokens >= 1
  }

  function record(controller: string, parent: KubeObject, error: string): void {
    if (!takeToken(parent.metadata.uid)) return
    const message = `Sync error: ${error}`
    const at = clock.now()
    events.push({ at, controller, parent: refOf(parent), reason: 'SyncError', message })
    if (events.length > keptEvents) events.shift()
  }

  return { events, record }
}
