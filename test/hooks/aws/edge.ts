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
import { createVirtualClock, type VirtualClock } from '../../../simulator/virtual-clock.ts'

export const region = 'eu-central-1'
export const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
const unlimited: Take = async () => undefined

/**
 * ACM and Route 53 as the hooks call them, with the real SDK, on an embedded AWS and in virtual
 * time. Only `createAWS` has budgets.
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
  const newFence = (signal?: AbortSignal): Fence => fenceFrom(clock, fenceTimes, signal)
  const finish = <T>(work: Promise<T>) => runUntilEnd(work, clock)
  return {
    clock,
    cloud,
    clientOptions,
    createAWS: () => createAWS({ ...clientOptions, clock, fenceTimes }),
    acm: createAcm(new ACMClient(clientOptions), call),
    route53: createRoute53(new Route53Client(clientOptions), call),
    newFence,
    finish,
    /** How the work ends: `kind code` of its failure, or `ok`. */
    outcome: async (work: Promise<unknown>) => finish(outcomeOf(work))
  }
}

/** Lets virtual time pass until the work has ended. */
async function runUntilEnd<T>(work: Promise<T>, clock: VirtualClock): Promise<T> {
  let done = false
  const end = () => {
    done = true
  }
  work.then(end, end)
  const stop = await clock.runUntil(() => done, { within: 600_000 })
  if (stop !== 'reached') throw new Error(`the work has not ended: ${stop}`)
  return work
}

export type Edge = ReturnType<typeof createEdge>

/** How work ends: `kind code` of its failure, or `ok`. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    if (error instanceof AWSFailure) return `${error.kind} ${error.code}`
    throw error
  }
}
