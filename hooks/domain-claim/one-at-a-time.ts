import { type Fence, waitWithin } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'

/**
 * Thrown when a hook request has waited until its deadline, and an earlier request for the same
 * claim is still running.
 */
export class Busy extends Error {
  override name = 'Busy'
}

const done = Promise.resolve()
const ignore = () => undefined

/**
 * Runs the calls for one key one after another.
 * @throws {Busy} at the fence, if an earlier call has not ended by then
 */
export type OneAtATime = <T>(key: string, fence: Fence, run: () => Promise<T>) => Promise<T>

/**
 * Metacontroller may give up on a hook request and send the next one while this process still works
 * on the first. Two syncs of one claim would then act on AWS at the same time. So the calls for one
 * key run one after another.
 */
export function createOneAtATime(clock: Clock): OneAtATime {
  const lastByKey = new Map<string, Promise<unknown>>()

  async function awaitEarlier(earlier: Promise<unknown>, fence: Fence): Promise<void> {
    try {
      await waitWithin({ operation: 'AwaitTurn', join: () => earlier }, fence, clock)
    } catch {
      throw new Busy('the last call for this claim has not ended')
    }
  }

  return (key, fence, run) => {
    const earlier = lastByKey.get(key)
    // Nearly always there is no earlier call. Then `run` starts at once, without the timer that
    // waiting needs.
    const isFree = earlier === undefined && !fence.signal?.aborted
    const call = isFree ? run() : awaitEarlier(earlier ?? done, fence).then(run)
    // A caller may give up while the earlier call is still running. The next caller has to wait for
    // that earlier call all the same, so `ended` covers both.
    const ended = earlier === undefined ? call.then(ignore, ignore) : settleBoth(earlier, call)
    lastByKey.set(key, ended)
    void ended.then(() => {
      if (lastByKey.get(key) === ended) lastByKey.delete(key)
    })
    return call
  }
}

function settleBoth(a: Promise<unknown>, b: Promise<unknown>): Promise<unknown> {
  return Promise.allSettled([a, b])
}
