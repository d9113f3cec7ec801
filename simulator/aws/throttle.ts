import type { Clock } from '../../hooks/clock.ts'
import type { Quotas, Rate } from './quotas.ts'

/** What a request is for. */
export type Addressed = {
  readonly service: Service
  readonly operation: string
  readonly region: string
}

export type Service = 'acm' | 'route53'

/**
 * Whether a request is within the account's rates. If it is, the request takes a token from its
 * bucket.
 */
export type Throttle = (call: Addressed) => boolean

/** `filledAt` is in milliseconds since the epoch. */
type Bucket = { tokens: number; filledAt: number }

/**
 * Makes one token bucket for each region and operation of ACM, and one bucket for all of Route 53.
 * @param clock - real or virtual
 * @param quotas - of the account
 */
export function createThrottle(clock: Clock, quotas: Quotas): Throttle {
  const buckets = new Map<string, Bucket>()
  return call => {
    const rate = rateOf(quotas, call)
    if (rate.perSecond === Number.POSITIVE_INFINITY) return true
    const key = call.service === 'route53' ? 'route53' : `${call.region}/${call.operation}`
    const bucket = refilled(buckets.get(key), rate, clock.now())
    buckets.set(key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
}

function rateOf(quotas: Quotas, { service, operation }: Addressed): Rate {
  if (service === 'route53') return quotas.route53Rate
  return quotas.acmRates[operation] ?? quotas.acmDefaultRate
}

function refilled(bucket: Bucket | undefined, rate: Rate, now: number): Bucket {
  if (bucket === undefined) return { tokens: rate.burst, filledAt: now }
  const earned = (Math.max(0, now - bucket.filledAt) / 1000) * rate.perSecond
  return { tokens: Math.min(rate.burst, bucket.tokens + earned), filledAt: now }
}
