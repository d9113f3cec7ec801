import { ACMClient } from '@aws-sdk/client-acm'
import { Route53Client } from '@aws-sdk/client-route-53'
import { createAcm } from '../../../hooks/aws/acm.ts'
import { createAWS } from '../../../hooks/aws/aws.ts'
import type { Take } from '../../../hooks/aws/budget.ts'
import { createCaller } from '../../../hooks/aws/caller.ts'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import { type Fence, fenceFrom } from '../../../hooks/aws/fence.ts'
import { createRoute53 } from '../../../hooks/aws/route53.ts'
import { createEmbeddedAws, type EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

export const region = 'eu-central-1'
export const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
const unlimited: Take = async () => undefined

/**
 * The edges on the real SDK and an embedded AWS, in virtual time, without budgets unless
 * `createAWS` is used.
 */
export function createEdge(options: Partial<EmbeddedAwsOptions> = {}) {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, ...options })
  const clientOptions = {
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: cloud.requestHandler()
  }
  const call = createCaller({
    clock,
    budgetOf: () => unlimited,
    callTimeoutSeconds: fenceTimes.callTimeoutSeconds
  })
  const newAWS = () =>
    createAWS({ region, clock, fenceTimes, credentials, requestHandler: cloud.requestHandler() })
  const newFence = (signal?: AbortSignal): Fence => fenceFrom(clock, fenceTimes, signal)

  /** Lets virtual time pass until the work has ended. */
  async function finish<T>(work: Promise<T>): Promise<T> {
    let done = false
    const end = () => {
      done = true
    }
    work.then(end, end)
    const stop = await clock.runUntil(() => done, { within: 600_000 })
    if (stop !== 'reached') throw new Error(`the work has not ended: ${stop}`)
    return work
  }

  return {
    clock,
    cloud,
    createAWS: newAWS,
    acm: createAcm(new ACMClient(clientOptions), call),
    route53: createRoute53(new Route53Client(clientOptions), call),
    newFence,
    finish,
    /** What the work ends with, as `kind code`; `ok` if it does not fail. */
    outcome: async (work: Promise<unknown>) => finish(outcomeOf(work))
  }
}

export type Edge = ReturnType<typeof createEdge>

/** The kind and code of the failure of some work, or `ok`. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    if (error instanceof AWSFailure) return `${error.kind} ${error.code}`
    throw error
  }
}
