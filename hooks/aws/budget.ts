import type { Clock } from '../clock.ts'
import { createCallQueue } from './call-queue.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** A rate that we keep below AWS's: calls a second, and how many may come at once. */
export type Rate = {
  perSecond: number
  burst: number
  /** How long one who can come back (`fence.who`) waits here; beyond that he gets a place in line, and is sent away. */
  mostWaitSeconds?: number
}

/**
 * Takes one call out of a budget, waiting for it.
 * @throws {AWSFailure} late, when the fence comes first, or when too many are waiting: then it says when to come back
 */
export type Take = (operation: string, fence: Fence) => Promise<void>

/** A call that waits for its turn. */
type Waiting = { sendBefore: number; pass: () => void; refuse: () => void }

/**
 * A token bucket: first come, first served. What cannot be sent before its fence is refused at once,
 * so that a queue never grows beyond what the fences allow; who goes while waiting leaves his turn to
 * those behind.
 */
export function createBudget({ perSecond, burst, mostWaitSeconds }: Rate, clock: Clock): Take {
  const interval = 1000 / perSecond
  const mostWait = mostWaitSeconds === undefined ? Number.POSITIVE_INFINITY : mostWaitSeconds * 1000
  const line = createCallQueue(interval, Math.min(mostWait, interval), clock)
  const queue: Waiting[] = []
  let serving = false
  // The time at which the bucket would be full again; the further ahead, the emptier it is.
  let fullAt = clock.now()

  /** When (ms) a call with so many ahead of it can be sent. */
  function turnAfter(ahead: number): number {
    const now = clock.now()
    // Without this bound, a clock that is put back would keep the bucket empty for as long.
    fullAt = Math.min(fullAt, now + burst * interval)
    return Math.max(now, Math.ceil(fullAt + (ahead + 1 - burst) * interval))
  }

  function spend(): void {
    fullAt = Math.max(clock.now(), fullAt) + interval
  }

  async function serve(): Promise<void> {
    serving = true
    while (queue.length > 0) {
      const wait = turnAfter(0) - clock.now()
      if (wait > 0) await clock.sleep(wait)
      else serveNext()
    }
    serving = false
  }

  function serveNext(): void {
    const next = queue.shift()
    if (next === undefined) return
    if (clock.now() >= next.sendBefore) next.refuse()
    else {
      spend()
      next.pass()
    }
  }

  function wait(operation: string, { sendBefore, signal }: Fence): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { sendBefore, pass, refuse }
      function pass() {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      function refuse() {
        signal?.removeEventListener('abort', leave)
        reject(usedUp(operation))
      }
      function leave() {
        queue.splice(queue.indexOf(waiting), 1)
        refuse()
      }
      signal?.addEventListener('abort', leave, { once: true })
      queue.push(waiting)
      if (!serving) void serve()
    })
  }

  /** Sends away who would wait too long, with a time to come back at; undefined for who may stay. */
  function placeInLine({ who, isUrgent }: Fence, turn: number): number | undefined {
    if (who === undefined || mostWait === Number.POSITIVE_INFINITY) return undefined
    if (isUrgent) line.notePassing()
    const isTooLate = turn >= clock.now() + mostWait
    if (isUrgent) return isTooLate ? turn : undefined
    if (isTooLate || !line.isTurnOf(who)) return line.join(who, turn)
    line.leave(who)
  }

  return async (operation, fence) => {
    const turn = turnAfter(queue.length)
    if (fence.signal?.aborted) throw usedUp(operation)
    const place = placeInLine(fence, turn)
    if (place !== undefined) throw usedUp(operation, (place - clock.now()) / 1000)
    if (turn >= fence.sendBefore) throw usedUp(operation)
    if (queue.length > 0 || turn > clock.now()) return wait(operation, fence)
    spend()
  }
}

function usedUp(operation: string, retryAfterSeconds?: number): AWSFailure {
  const words = 'more calls are waiting than AWS allows now; it is tried again'
  const failure = new AWSFailure('late', operation, 'BudgetUsedUp', words)
  if (retryAfterSeconds !== undefined) failure.retryAfterSeconds = retryAfterSeconds
  return failure
}
