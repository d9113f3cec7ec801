import { ACMClient } from '@aws-sdk/client-acm'
import { Route53Client } from '@aws-sdk/client-route-53'
import type { Clock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'

export const second = 1000
export const hour = 3600 * second
export const day = 24 * hour

/** The region of all tests that do not care. */
export const region = 'eu-central-1'

/** A clock that stands still until told otherwise; a sleep takes no time but moves it on. */
export function stillClock(): Clock & { advance: (milliseconds: number) => void } {
  let now = Date.UTC(2026, 0, 1)
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { now: () => now, advance, sleep: async milliseconds => advance(milliseconds) }
}

/** What SDK clients need beside their transport: keys that open nothing, and no retries of their own. */
export const clientBasics = {
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1
}

/** An embedded AWS with real SDK clients on it. */
export function createFixture(options: Omit<EmbeddedAwsOptions, 'clock'> = {}) {
  const clock = stillClock()
  const aws = createEmbeddedAws({ clock, ...options })
  const acmIn = (where: string) =>
    new ACMClient({ ...clientBasics, region: where, requestHandler: aws.requestHandler() })
  const route53 = new Route53Client({
    ...clientBasics,
    region: 'us-east-1',
    requestHandler: aws.requestHandler()
  })
  return { clock, aws, acm: acmIn(region), acmIn, route53 }
}

/** What a call failed with, as `Name 400: message`; 'no error' if it did not. */
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
