import { createHash } from 'node:crypto'
import type { NewEvent } from '../decide/new-event.ts'

/** An event that waits, and how often it has happened since it was taken. */
export type WaitingEvent = {
  key: string
  event: NewEvent
  firstAt: number
  lastAt: number
  count: number
}

/** The events that wait, the oldest first. */
export type WaitingEvents = {
  /** @returns how many events were dropped, because too many wait */
  add: (events: readonly NewEvent[], now: number) => number
  /** Takes the oldest out. */
  next: () => WaitingEvent | undefined
  /** An event that has to be sent again waits as the newest. */
  putBack: (entry: WaitingEvent) => void
}

/** An event that happens again while it waits is counted, and takes no more room. */
export function createWaitingEvents(most: number): WaitingEvents {
  const waiting = new Map<string, WaitingEvent>()

  function merge(entry: WaitingEvent): void {
    const known = waiting.get(entry.key)
    if (known === undefined) waiting.set(entry.key, entry)
    else {
      known.count += entry.count
      known.firstAt = Math.min(known.firstAt, entry.firstAt)
      known.lastAt = Math.max(known.lastAt, entry.lastAt)
    }
  }

  function dropOldest(): number {
    let dropped = 0
    for (const key of waiting.keys()) {
      if (waiting.size <= most) break
      waiting.delete(key)
      dropped += 1
    }
    return dropped
  }

  return {
    add: (events, now) => {
      for (const event of events)
        merge({ key: keyOf(event), event, firstAt: now, lastAt: now, count: 1 })
      return dropOldest()
    },
    next: () => {
      const [entry] = waiting.values()
      if (entry !== undefined) waiting.delete(entry.key)
      return entry
    },
    putBack: entry => {
      merge(entry)
      dropOldest()
    }
  }
}

/** Two events with the same key are the same, once more. The key is short, for it is kept long. */
function keyOf({ type, reason, action, note, regarding, related }: NewEvent): string {
  const parts = [regarding.uid, related?.uid ?? '', type, reason, action, note]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}
