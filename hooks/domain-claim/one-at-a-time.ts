import { type Fence, waitWithin } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'

/** Thrown when the time of a call is over and an earlier call for the same claim still runs. */
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
 * Keeps calls for the same key apart. Metacontroller may give up on a call and make the next one
 * while the first is still running here.
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
    // Nearly always there is no earlier call. Then no timer has to be set.
    const isFree = earlier === undefined && !fence.signal?.aborted
    const call = isFree ? run() : awaitEarlier(earlier ?? done, fence).then(run)
    // A caller that gives up must not let the next one overtake the call that is still running.
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
