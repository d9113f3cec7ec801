import type { Clock } from '../../hooks/clock.ts'
import { type ObjectInput, refOf } from '../api-store/objects.ts'
import type { ApiPurpose, ApiRequest, ApiVerb, FaultPolicy, RateLimit } from './types.ts'

/** client-go's token bucket. */
export type TokenBucket = {
  /** Waits for a token. Callers get their tokens in the order in which they ask. */
  take: () => Promise<void>
}

/** Makes a bucket that is full. */
export function createTokenBucket({ qps, burst }: RateLimit, clock: Clock): TokenBucket {
  let tokens = burst
  let filledAt = clock.now()
  return {
    take: async () => {
      const now = clock.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * qps) - 1
      filledAt = now
      // The bucket owes this token. It comes after the tokens of all callers before this one.
      if (tokens < 0) await clock.sleep((-tokens / qps) * 1000)
    }
  }
}

/** The client of one controller. */
export type ApiClient = {
  /** Waits until the API server carries out a request. The caller then carries it out. */
  send: (verb: ApiVerb, purpose: ApiPurpose, object: ObjectInput) => Promise<void>
}

export type ApiClientOptions = {
  controller: string
  clock: Clock
  policy: FaultPolicy
  /** The bucket that all controllers share. Without one, requests do not wait. */
  bucket?: TokenBucket | undefined
  callMilliseconds?: number | undefined
  onRequest?: ((request: ApiRequest) => void) | undefined
}

export function createApiClient(options: ApiClientOptions): ApiClient {
  const { controller, clock, policy, bucket, callMilliseconds = 0, onRequest } = options
  return {
    send: async (verb, purpose, object) => {
      await bucket?.take()
      const ref = refOf(object)
      onRequest?.({ controller, verb, purpose, ref })
      const delay = verb === 'GET' ? 0 : (policy.writeMilliseconds?.({ purpose, ref }) ?? 0)
      if (callMilliseconds + delay > 0) await clock.sleep(callMilliseconds + delay)
    }
  }
}
