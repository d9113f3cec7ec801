import { type Fence, waitWithin } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'

/** Another call for the same claim is still under way and this one's time is over. */
export class Busy extends Error {
  override name = 'Busy'
}

const done = Promise.resolve()
const ignore = () => undefined

/** Runs the calls for one key one after another. @throws {Busy} at the fence, when the turn has not come before */
export type OneAtATime = <T>(key: string, fence: Fence, run: () => Promise<T>) => Promise<T>

/**
 * Keeps calls for one key apart: Metacontroller may give up a call and make the next one while the first
 * is still running here.
 */
export function createOneAtATime(clock: Clock): OneAtATime {
  const last = new Map<string, Promise<unknown>>()

  async function awaitTurn(before: Promise<unknown>, fence: Fence): Promise<void> {
    try {
      await waitWithin({ operation: 'AwaitTurn', join: () => before }, fence, clock)
    } catch {
      throw new Busy('the last call for this claim has not ended')
    }
  }

  return (key, fence, run) => {
    const before = last.get(key)
    // Nearly always nobody is before us; then no timer has to be set.
    const turn =
      before === undefined && !fence.signal?.aborted
        ? run()
        : awaitTurn(before ?? done, fence).then(run)
    // Who gives up waiting does not let the next one pass by what he waited for.
    const ended =
      before === undefined ? turn.then(ignore, ignore) : Promise.allSettled([before, turn])
    last.set(key, ended)
    void ended.then(() => {
      if (last.get(key) === ended) last.delete(key)
    })
    return turn
  }
}
