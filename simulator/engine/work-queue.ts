import type { Clock } from '../../hooks/clock.ts'

/** How an item went: done, again after so many milliseconds, or failed, which means again after the back-off. */
export type ItemResult =
  | { is: 'done' }
  | { is: 'again'; afterMilliseconds: number }
  | { is: 'failed' }

export type QueueState = {
  queued: number
  processing: number
  retrying: number
  nextAt: number | undefined
}

/** client-go's rate limiting work queue: an item is never worked on twice at a time, nor queued twice. */
export type WorkQueue = {
  add: (key: string) => void
  addAfter: (key: string, milliseconds: number) => void
  /** What is to do: `retrying` items wait for their back-off, `nextAt` is when the next waiting one is due. */
  state: () => QueueState
  /** Resolves when nothing is being processed any more; nothing new is begun. */
  stop: () => Promise<void>
}

export type QueueOptions = {
  clock: Clock
  workers: number
  process: (key: string) => Promise<ItemResult>
}

/** client-go's default: 5 ms, doubled at each failure in a row, at most 1000 s. */
function backoffMilliseconds(failures: number): number {
  return Math.min(5 * 2 ** (failures - 1), 1_000_000)
}

type Waiting = { at: number; cancel: AbortController }

/** Makes a queue whose items are worked on by that many workers at a time. */
export function createWorkQueue({ clock, workers, process }: QueueOptions): WorkQueue {
  const queue = new Set<string>()
  const processing = new Set<string>()
  const again = new Set<string>()
  const failures = new Map<string, number>()
  const waiting = new Map<string, Waiting>()
  const running = new Set<Promise<void>>()
  let isStopped = false

  function add(key: string): void {
    if (isStopped) return
    if (processing.has(key)) again.add(key)
    else queue.add(key)
    pump()
  }

  /** The earlier of two dates for one item wins. */
  function addAfter(key: string, milliseconds: number): void {
    if (isStopped) return
    if (milliseconds <= 0) {
      add(key)
      return
    }
    const at = clock.now() + milliseconds
    const known = waiting.get(key)
    if (known !== undefined && known.at <= at) return
    // with a reason of its own no exception is made each time
    known?.cancel.abort('sooner')
    const cancel = new AbortController()
    const entry = { at, cancel }
    waiting.set(key, entry)
    clock.sleep(milliseconds, cancel.signal).then(
      () => {
        if (waiting.get(key) === entry) waiting.delete(key)
        add(key)
      },
      () => undefined
    )
  }

  function pump(): void {
    for (const key of queue) {
      if (processing.size >= workers) return
      queue.delete(key)
      processing.add(key)
      const run = work(key).finally(() => running.delete(run))
      running.add(run)
    }
  }

  async function work(key: string): Promise<void> {
    // the caller that added the item goes on first
    await Promise.resolve()
    const result = isStopped ? ({ is: 'done' } as const) : await process(key)
    processing.delete(key)
    if (result.is === 'again') addAfter(key, result.afterMilliseconds)
    if (result.is === 'done') failures.delete(key)
    if (result.is === 'failed') retry(key)
    if (again.delete(key)) add(key)
    pump()
  }

  function retry(key: string): void {
    const count = (failures.get(key) ?? 0) + 1
    failures.set(key, count)
    addAfter(key, backoffMilliseconds(count))
  }

  function state(): QueueState {
    const dates = [...waiting.values()].map(({ at }) => at)
    const retrying = [...failures.keys()].filter(key => waiting.has(key)).length
    const nextAt = dates.length === 0 ? undefined : Math.min(...dates)
    return { queued: queue.size + again.size, processing: processing.size, retrying, nextAt }
  }

  async function stop(): Promise<void> {
    isStopped = true
    queue.clear()
    again.clear()
    for (const { cancel } of waiting.values()) cancel.abort()
    waiting.clear()
    await Promise.all(running)
  }

  return { add, addAfter, state, stop }
}
