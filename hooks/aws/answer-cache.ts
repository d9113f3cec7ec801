import type { Clock } from '../clock.ts'
import { setNewest } from '../set-newest.ts'
import { type Fence, waitWithin } from './fence.ts'

/** Answers of AWS about single things, kept for a while, by key. */
export type KeptAnswers<T> = {
  /**
   * The answer that is kept, or one asked for now; all who want the same share one call.
   * @throws {AWSFailure} what the call failed with, which is not kept; late, when it has not ended at the fence
   */
  get: (key: string, fence: Fence, ask: Ask<T>) => Promise<T>
  /** Puts in what we know without asking; it is kept for so long (ms), by default until it is forgotten. */
  put: (key: string, value: T, keepFor?: number) => void
  forget: (key: string) => void
  /** For how long (ms) the answer is kept that there is; 0 where there is none, or one is awaited. */
  keptFor: (key: string) => number
}

/** Asks AWS, within a fence that is nobody's in particular. */
export type Ask<T> = (fence: Fence) => Promise<T>

export type KeepingOptions<T> = {
  clock: Clock
  /** The AWS operation, to be named in failures. */
  operation: string
  /** For how long (ms) an answer is good, from when it was asked for. */
  keepFor: (value: T) => number
  /** How many are kept; the oldest go first. */
  most: number
  /** The fence of a call that all share. */
  readingFence: () => Fence
}

type Kept<T> = { isUnderWay: boolean; since: number; until: number; value: Promise<T> }

/** Keeps nothing yet. */
export function createAnswerCache<T>({
  clock,
  operation,
  keepFor,
  most,
  readingFence
}: KeepingOptions<T>): KeptAnswers<T> {
  const kept = new Map<string, Kept<T>>()

  function put(key: string, entry: Kept<T>): Promise<T> {
    setNewest(kept, key, entry, most)
    return entry.value
  }

  /** While the call is under way, its entry is good for all who come. */
  function start(key: string, ask: Ask<T>): Promise<T> {
    const askedAt = clock.now()
    const until = Number.POSITIVE_INFINITY
    const entry: Kept<T> = { isUnderWay: true, since: askedAt, until, value: ask(readingFence()) }
    entry.value.then(
      value => {
        entry.until = askedAt + keepFor(value)
        entry.isUnderWay = false
      },
      () => {
        if (kept.get(key) === entry) kept.delete(key)
      }
    )
    return put(key, entry)
  }

  /** What was asked for ahead of the clock was asked before the clock was put back: nobody knows how long ago. */
  function keptFor({ since, until }: Kept<T>): number {
    const now = clock.now()
    return since > now ? 0 : Math.max(0, until - now)
  }

  return {
    async get(key, fence, ask) {
      const known = kept.get(key)
      const isGood = known !== undefined && keptFor(known) > 0
      if (isGood && !known.isUnderWay) return known.value
      return waitWithin(
        { operation, join: () => (isGood ? known.value : start(key, ask)) },
        fence,
        clock
      )
    },
    put: (key, value, keepFor = Number.POSITIVE_INFINITY) =>
      void put(key, {
        isUnderWay: false,
        since: clock.now(),
        until: clock.now() + keepFor,
        value: Promise.resolve(value)
      }),
    forget: key => void kept.delete(key),
    keptFor: key => {
      const known = kept.get(key)
      return known === undefined || known.isUnderWay ? 0 : keptFor(known)
    }
  }
}
