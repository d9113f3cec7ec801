import type { Route53ClientConfig } from '@aws-sdk/client-route-53'
import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import { type Fence, type FenceTimes, fenceFrom } from './fence.ts'

export type ClientOptions = {
  /** Region of the process: for Route 53 (a global service), and for the SDK's credentials. */
  region: string
  clock: Clock
  fenceTimes: FenceTimes
  /** What carries requests to AWS; absent: the SDK's own HTTP handler. */
  requestHandler?: NonNullable<Route53ClientConfig['requestHandler']>
  credentials?: NonNullable<Route53ClientConfig['credentials']>
}

/** What all clients, caches and budgets of this process are made with. */
export type ClientSettings = Readonly<{
  region: string
  clock: Clock
  callTimeoutSeconds: number
  /** Options of every client of the SDK. */
  clientOptions: {
    maxAttempts: number
    requestHandler?: NonNullable<Route53ClientConfig['requestHandler']>
    credentials?: NonNullable<Route53ClientConfig['credentials']>
  }
  /** Gives a fence to a caller that has none: that of a request that arrives now. */
  newFence: () => Fence
  /** Gives the fence of a read that several requests share. */
  sharedFence: () => Fence
}>

/**
 * How long a read that several requests share may take. It changes nothing, and no single request
 * owns it. A zone of 10,000 records has 34 pages. They take some 7 s of our budget, and more while
 * other calls use the budget too.
 */
const sharedReadSeconds = 30

/** What all clients share, of the options of the process. */
export function settingsFrom(options: ClientOptions): ClientSettings {
  const { clock, fenceTimes, region, requestHandler, credentials } = options
  const sharedTimes = { ...fenceTimes, sendWithinSeconds: sharedReadSeconds }
  return {
    region,
    clock,
    callTimeoutSeconds: fenceTimes.callTimeoutSeconds,
    clientOptions: {
      // The hooks repeat calls themselves, within budgets. Retries of the SDK would exceed them.
      maxAttempts: 1,
      ...defined({ requestHandler, credentials })
    },
    newFence: () => fenceFrom(clock, fenceTimes),
    sharedFence: () => fenceFrom(clock, sharedTimes)
  }
}

/** How many answers a cache keeps. */
export const mostAnswers = 10_000
