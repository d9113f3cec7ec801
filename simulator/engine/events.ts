import type { Clock } from '../../hooks/clock.ts'
import { type KubeObject, refOf } from '../api-store/objects.ts'
import type { SyncErrorEvent } from './types.ts'

/** client-go's spam filter with Metacontroller's settings: 25 events at once per object, then one every 5 minutes. */
const burst = 25
const refillMilliseconds = 300_000

/** The newest events that are kept for inspection. */
const kept = 1000

type Bucket = { tokens: number; at: number }

/** Writes SyncError events, as sparingly as the real one. */
export type EventRecorder = {
  events: readonly SyncErrorEvent[]
  record: (controller: string, parent: KubeObject, error: string) => void
}

/** Makes an empty recorder. */
export function createEventRecorder(clock: Clock): EventRecorder {
  const events: SyncErrorEvent[] = []
  const buckets = new Map<string, Bucket>()

  function isAllowed(uid: string): boolean {
    const now = clock.now()
    const bucket = buckets.get(uid) ?? { tokens: burst, at: now }
    const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMilliseconds)
    buckets.set(uid, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now })
    return tokens >= 1
  }

  function record(controller: string, parent: KubeObject, error: string): void {
    if (!isAllowed(parent.metadata.uid)) return
    const message = `Sync error: ${error}`
    events.push({
      at: clock.now(),
      controller,
      parent: refOf(parent),
      reason: 'SyncError',
      message
    })
    if (events.length > kept) events.shift()
  }

  return { events, record }
}
