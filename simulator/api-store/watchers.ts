import type { Kind } from './kinds.ts'
import type { KubeObject } from './objects.ts'

/** What happened to an object. `old` is the version of the object before this change. */
export type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  object: KubeObject
  old?: KubeObject
}

export type Watcher = (event: WatchEvent) => void

/** The watchers of a store. */
export type Watchers = {
  /** Adds a watcher of one kind, or of all kinds. Returns the function that removes it. */
  add: (kind: Kind | undefined, watcher: Watcher) => () => void
  /** Tells the watchers of this kind about an event. */
  notify: (kind: Kind, event: WatchEvent) => void
}

type Entry = { kind: Kind | undefined; watcher: Watcher }

/** @param inVersion - converts an event to the version of the kind that a watcher asked for */
export function createWatchers(inVersion: (event: WatchEvent, kind: Kind) => WatchEvent): Watchers {
  const entries = new Set<Entry>()
  const pending: { kind: Kind; event: WatchEvent }[] = []
  let isNotifying = false

  function notifyAll(kind: Kind, event: WatchEvent): void {
    for (const { kind: wanted, watcher } of [...entries]) {
      if (wanted === undefined) watcher(event)
      else if (wanted.group === kind.group && wanted.kind === kind.kind)
        watcher(inVersion(event, wanted))
    }
  }

  return {
    add: (kind, watcher) => {
      const entry = { kind, watcher }
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    // A watcher may write in response to an event. Hazard: told at once, the event of that write
    // would reach some watchers before the first event. So it waits until all watchers have been
    // told about the first event, and all watchers get the events in the same order.
    notify: (kind, event) => {
      pending.push({ kind, event })
      if (isNotifying) return
      isNotifying = true
      try {
        for (let next = pending.shift(); next !== undefined; next = pending.shift())
          notifyAll(next.kind, next.event)
      } finally {
        isNotifying = false
      }
    }
  }
}
