import type { Route53ClientConfig } from '@aws-sdk/client-route-53'
import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import { type CallObserver, noObserver } from './call-observer.ts'
import { type Fence, type FenceTimes, fenceFrom } from './fence.ts'

export type ClientOptions = {
  /**
   * Region of the process. The clients of Route 53 (a global service) and the SDK's credentials use
   * it.
   */
  region: string
  clock: Clock
  fenceTimes: FenceTimes
  /** Sends the requests to AWS. If absent, the SDK's own HTTP handler sends them. */
  requestHandler?: NonNullable<Route53ClientConfig['requestHandler']>
  credentials?: NonNullable<Route53ClientConfig['credentials']>
  /** Learns of each call. If absent, nobody does. */
  observer?: CallObserver
}

/** The settings that all clients, caches and budgets of this process are made with. */
export type ClientSettings = Readonly<{
  region: string
  clock: Clock
  callTimeoutSeconds: number
  observer: CallObserver
  /** Options of every client of the SDK. */
  clientOptions: {
    maxAttempts: number
    requestHandler?: NonNullable<Route53ClientConfig['requestHandler']>
    credentials?: NonNullable<Route53ClientConfig['credentials']>
  }
  /** Gives a caller without a fence the fence of a request that arrives now. */
  newFence: () => Fence
  /** Gives the fence of a read that several requests share. */
  sharedFence: () => Fence
}>

/**
 * For how many seconds a read that several requests share may send calls. Such a read changes
 * nothing, and belongs to no single request, so it may take longer than a request. A zone of 10,000
 * records has 34 pages. Reading them takes some 7 s of our budget, and more if other calls use the
 * budget too.
 */
const sharedReadSeconds = 30

/** Takes from the options of the process the settings that all AWS clients share. */
export function settingsFrom(options: ClientOptions): ClientSettings {
  const { clock, fenceTimes, region, requestHandler, credentials, observer = noObserver } = options
  const sharedTimes = { ...fenceTimes, sendWithinSeconds: sharedReadSeconds }
  return {
    region,
    clock,
    callTimeoutSeconds: fenceTimes.callTimeoutSeconds,
    observer,
    clientOptions: {
      // The hooks repeat calls themselves, within their budgets. Retries of the SDK would exceed
      // these.
      maxAttempts: 1,
      ...defined({ requestHandler, credentials })
    },
    newFence: () => fenceFrom(clock, fenceTimes),
    sharedFence: () => fenceFrom(clock, sharedTimes)
  }
}

/** How many answers a cache keeps. */
export const mostAnswers = 10_000
