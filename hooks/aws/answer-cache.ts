import type { Clock } from '../clock.ts'
import { setNewest } from '../set-newest.ts'
import { type Fence, waitWithin } from './fence.ts'

/** Keeps AWS's answers about single things for a while, by key. */
export type AnswerCache<T> = {
  /**
   * The cached answer, or the answer to a call made now. All callers that want the same answer
   * share one call. A failure is not cached.
   * @throws {AWSFailure} what the call failed with; `late` when the call has not ended at the fence
   */
  get: (key: string, fence: Fence, ask: Ask<T>) => Promise<T>
  /**
   * Caches an answer that is known without a call.
   * @param keepFor how long it is cached (ms); by default until it is forgotten
   */
  put: (key: string, value: T, keepFor?: number) => void
  forget: (key: string) => void
  /**
   * Remaining lifetime of the cached answer in ms; 0 when nothing is cached or a call is in flight.
   */
  keptFor: (key: string) => number
}

/** Asks AWS, within the fence of a call that callers share. */
export type Ask<T> = (sharedFence: Fence) => Promise<T>

export type AnswerCacheOptions<T> = {
  clock: Clock
  /** The AWS operation, named in failures. */
  operation: string
  /** For how long (ms) an answer is good, counted from the start of the call. */
  keepFor: (value: T) => number
  /** How many answers are cached; the oldest are dropped first. */
  most: number
  /** Gives the fence of a call that callers share. */
  sharedFence: () => Fence
}

/** A cached answer, or a call in flight: a call is good for all callers that come while it runs. */
type Entry<T> = { isInFlight: boolean; since: number; until: number; value: Promise<T> }

type State<T> = AnswerCacheOptions<T> & { entries: Map<string, Entry<T>> }

/** Makes an empty cache. */
export function createAnswerCache<T>(options: AnswerCacheOptions<T>): AnswerCache<T> {
  const entries = new Map<string, Entry<T>>()
  const state = { ...options, entries }
  return {
    get: (key, fence, ask) => get(state, key, fence, ask),
    put: (key, value, keepFor) => put(state, key, value, keepFor),
    forget: key => void entries.delete(key),
    keptFor: key => {
      const entry = entries.get(key)
      return entry === undefined || entry.isInFlight ? 0 : lifetimeOf(entry, options.clock)
    }
  }
}

async function get<T>(state: State<T>, key: string, fence: Fence, ask: Ask<T>): Promise<T> {
  const { clock, entries, operation } = state
  const entry = entries.get(key)
  const isGood = entry !== undefined && lifetimeOf(entry, clock) > 0
  if (isGood && !entry.isInFlight) return entry.value
  const join = () => (isGood ? entry.value : startCall(state, key, ask))
  return waitWithin({ operation, join }, fence, clock)
}

function put<T>(
  { clock, entries, most }: State<T>,
  key: string,
  value: T,
  keepFor = Number.POSITIVE_INFINITY
): void {
  const since = clock.now()
  const until = since + keepFor
  setNewest(entries, key, { isInFlight: false, since, until, value: Promise.resolve(value) }, most)
}

function startCall<T>(state: State<T>, key: string, ask: Ask<T>): Promise<T> {
  const { clock, entries, keepFor, most, sharedFence } = state
  const since = clock.now()
  const value = ask(sharedFence())
  const entry = { isInFlight: true, since, until: Number.POSITIVE_INFINITY, value }
  value.then(
    answer => {
      entry.until = since + keepFor(answer)
      entry.isInFlight = false
    },
    () => {
      // Another answer may have been put in the meantime: it stays.
      if (entries.get(key) === entry) entries.delete(key)
    }
  )
  setNewest(entries, key, entry, most)
  return value
}

/**
 * Remaining lifetime in ms. An entry from the future was made before the clock was set back. Its
 * age is unknown, so it has no lifetime left.
 */
function lifetimeOf({ since, until }: Entry<unknown>, clock: Clock): number {
  const now = clock.now()
  return since > now ? 0 : Math.max(0, until - now)
}
