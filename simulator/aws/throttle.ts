import type { Clock } from '../../hooks/clock.ts'
import type { Quotas, Rate } from './quotas.ts'

/** The service and operation that a request addresses. */
export type Addressed = {
  readonly service: Service
  readonly operation: string
  readonly region: string
}

/** The services that are spoken here. */
export type Service = 'acm' | 'route53'

/** Whether a request is within the account's rates; it costs a token if so. */
export type Throttle = (call: Addressed) => boolean

type Bucket = { tokens: number; at: number }

/**
 * @param clock - real or virtual
 * @param quotas - of the account
 * @returns one token bucket per region and operation for ACM, one for the whole account for Route 53
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
  if (bucket === undefined) return { tokens: rate.burst, at: now }
  const earned = (Math.max(0, now - bucket.at) / 1000) * rate.perSecond
  return { tokens: Math.min(rate.burst, bucket.tokens + earned), at: now }
}
