import type { Fence } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'

/** Another call for the same claim is still under way and this one's time is over. */
export class Busy extends Error {
  override name = 'Busy'
}

/**
 * Runs the calls for one key one after another: Metacontroller may give up a call and make the next one
 * while the first is still running here.
 * @throws {Busy} when the turn does not come before the fence
 */
export function createOneAtATime(clock: Clock): <T>(key: string, fence: Fence, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, fence, run) => {
    const before = last.get(key) ?? Promise.resolve()
    const turn = before.then(() => {
      if (clock.now() >= fence.sendBefore || fence.signal?.aborted)
        throw new Busy('the last call for this claim has not ended')
      return run()
    })
    const ended = turn.catch(() => undefined)
    last.set(key, ended)
    void ended.then(() => {
      if (last.get(key) === ended) last.delete(key)
    })
    return turn
  }
}
