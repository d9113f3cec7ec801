import { ACMClient } from '@aws-sdk/client-acm'
import { Route53Client } from '@aws-sdk/client-route-53'
import type { Clock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'

export const second = 1000
export const hour = 3600 * second
export const day = 24 * hour

/** The region of all tests that are not about regions. */
export const region = 'eu-central-1'

/** A clock that moves only by `advance` and by sleeps, which end at once. */
export function stillClock(): Clock & { advance: (milliseconds: number) => void } {
  let now = Date.UTC(2026, 0, 1)
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { now: () => now, advance, sleep: async milliseconds => advance(milliseconds) }
}

/** Settings of the SDK clients: keys without any rights, and no retries. */
export const clientBasics = {
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1
}

/** An embedded AWS with real SDK clients on it. */
export function createFixture(options: Omit<EmbeddedAwsOptions, 'clock'> = {}) {
  const clock = stillClock()
  const aws = createEmbeddedAws({ clock, ...options })
  const acmIn = (acmRegion: string) =>
    new ACMClient({ ...clientBasics, region: acmRegion, requestHandler: aws.requestHandler() })
  const route53 = new Route53Client({
    ...clientBasics,
    region: 'us-east-1',
    requestHandler: aws.requestHandler()
  })
  return { clock, aws, acm: acmIn(region), acmIn, route53 }
}

/** The error of a call as `Name 400: message`, or `no error`. */
export async function errorOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'no error'
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const status =
      '$metadata' in error
        ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
        : undefined
    return `${error.name} ${status}: ${error.message}`
  }
}
