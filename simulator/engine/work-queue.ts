import type { Clock } from '../../hooks/clock.ts'

/**
 * What became of an item: it is done, it is due again after some milliseconds, or it has failed and
 * is due again after its back-off.
 */
export type ItemResult =
  | { is: 'done' }
  | { is: 'again'; afterMilliseconds: number }
  | { is: 'failed' }

export type QueueState = {
  queued: number
  processing: number
  /** How many failed items wait for their back-off. */
  retrying: number
  /** When the next waiting item is due (ms since the epoch); `undefined` when none waits. */
  nextAt: number | undefined
  /** When the last back-off ends (ms since the epoch); `undefined` when no item has one. */
  backoffsEndAt: number | undefined
}

/** client-go's rate limiting queue. An item is never queued twice or processed twice at a time. */
export type WorkQueue = {
  add: (key: string) => void
  addAfter: (key: string, milliseconds: number) => void
  state: () => QueueState
  /** Starts nothing new. Resolves when nothing is being processed any more. */
  stop: () => Promise<void>
}

export type QueueOptions = {
  clock: Clock
  workers: number
  process: (key: string) => Promise<ItemResult>
}

/** client-go's default: 5 ms, doubled with each failure in a row, at most 1000 s. */
function backoffMilliseconds(failures: number): number {
  return Math.min(5 * 2 ** (failures - 1), 1_000_000)
}

type WaitingItem = { dueAt: number; isBackoff: boolean; cancel: AbortController }

type Queue = QueueOptions & {
  readonly queued: Set<string>
  readonly processing: Set<string>
  /** Items that were added while they were processed: they are queued again afterwards. */
  readonly addedMeanwhile: Set<string>
  /** Failures in a row, by item. */
  readonly failures: Map<string, number>
  readonly waiting: Map<string, WaitingItem>
  readonly running: Set<Promise<void>>
  isStopped: boolean
}

/** Makes a queue that processes as many items at a time as it has workers. */
export function createWorkQueue(options: QueueOptions): WorkQueue {
  const queue: Queue = {
    ...options,
    queued: new Set(),
    processing: new Set(),
    addedMeanwhile: new Set(),
    failures: new Map(),
    waiting: new Map(),
    running: new Set(),
    isStopped: false
  }
  return {
    add: key => add(queue, key),
    addAfter: (key, milliseconds) => addAfter(queue, key, milliseconds),
    state: () => stateOf(queue),
    stop: () => stop(queue)
  }
}

function add(queue: Queue, key: string): void {
  if (queue.isStopped) return
  if (queue.processing.has(key)) queue.addedMeanwhile.add(key)
  else queue.queued.add(key)
  startWork(queue)
}

/** An item that waits already keeps the earlier of its two due times. */
function addAfter(queue: Queue, key: string, milliseconds: number, isBackoff = false): void {
  const { clock, waiting } = queue
  if (queue.isStopped) return
  if (milliseconds <= 0) {
    add(queue, key)
    return
  }
  const dueAt = clock.now() + milliseconds
  const earlier = waiting.get(key)
  if (earlier !== undefined && earlier.dueAt <= dueAt) return
  // an abort with a reason is cheap: without one, an exception is made each time
  earlier?.cancel.abort('sooner')
  const item: WaitingItem = { dueAt, isBackoff, cancel: new AbortController() }
  waiting.set(key, item)
  clock.sleep(milliseconds, item.cancel.signal).then(
    () => {
      if (waiting.get(key) === item) waiting.delete(key)
      add(queue, key)
    },
    () => undefined
  )
}

function startWork(queue: Queue): void {
  const { queued, processing, running } = queue
  for (const key of queued) {
    if (processing.size >= queue.workers) return
    queued.delete(key)
    processing.add(key)
    const work = processItem(queue, key).finally(() => running.delete(work))
    running.add(work)
  }
}

async function processItem(queue: Queue, key: string): Promise<void> {
  // the code that added the item finishes first
  await Promise.resolve()
  const result = queue.isStopped ? ({ is: 'done' } as const) : await queue.process(key)
  queue.processing.delete(key)
  if (result.is === 'again') addAfter(queue, key, result.afterMilliseconds)
  if (result.is === 'done') queue.failures.delete(key)
  if (result.is === 'failed') retryLater(queue, key)
  if (queue.addedMeanwhile.delete(key)) add(queue, key)
  startWork(queue)
}

function retryLater(queue: Queue, key: string): void {
  const count = (queue.failures.get(key) ?? 0) + 1
  queue.failures.set(key, count)
  addAfter(queue, key, backoffMilliseconds(count), true)
}

function stateOf({ queued, processing, addedMeanwhile, failures, waiting }: Queue): QueueState {
  const items = [...waiting.values()]
  const dueTimes = items.map(({ dueAt }) => dueAt)
  const backoffs = items.filter(({ isBackoff }) => isBackoff).map(({ dueAt }) => dueAt)
  const retrying = [...failures.keys()].filter(key => waiting.has(key)).length
  return {
    queued: queued.size + addedMeanwhile.size,
    processing: processing.size,
    retrying,
    nextAt: dueTimes.length === 0 ? undefined : Math.min(...dueTimes),
    backoffsEndAt: backoffs.length === 0 ? undefined : Math.max(...backoffs)
  }
}

async function stop(queue: Queue): Promise<void> {
  queue.isStopped = true
  queue.queued.clear()
  queue.addedMeanwhile.clear()
  for (const { cancel } of queue.waiting.values()) cancel.abort()
  queue.waiting.clear()
  await Promise.all(queue.running)
}
