import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import type { EmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { read } from '../world/awaits.ts'
import type { Kubectl } from '../world/kubectl.ts'

/** What was deleted, and how long it took until it was repaired, in words. */
export type Repair = { deleted: string; back: string; ready: string }

/** Takes the measured repairs, so that they can be shown as one table. */
export type Tell = (repair: Repair) => void

type Condition = {
  type: string
  status: string
  reason: string
  message: string
  lastTransitionTime: string
}

/** Seconds with one decimal, from a time in milliseconds until now or until another time. */
export function secondsFrom(began: number, ended = Date.now()): string {
  return `${Math.max(0, (ended - began) / 1000).toFixed(1)} s`
}

/** The condition of an object with this type; `undefined` if the object has none. */
export function conditionOf({ status }: KubeObject, type: string): Condition | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly Condition[] }
  return conditions.find(condition => condition.type === type)
}

/** The claim of a hostname. @throws if there is none */
export function claimOf(admin: Kubectl, hostname: string): Promise<KubeObject> {
  return read(admin, 'domainclaim', hostname)
}

/**
 * Waits until a claim that has noticed what happened is Ready again.
 * @param since - when it happened, in milliseconds since the epoch: a claim that is Ready since an
 * earlier time has not noticed it yet
 * @returns when it became Ready, to the second, in milliseconds since the epoch
 */
export function untilReadyAgain(
  admin: Kubectl,
  hostname: string,
  since: number,
  within = 120_000
): Promise<number> {
  const readyAt = async () => {
    const [claim] = await admin.get('domainclaim', hostname, '--ignore-not-found')
    const ready = claim && conditionOf(claim, 'Ready')
    const at = Date.parse(ready?.lastTransitionTime ?? '')
    return ready?.status === 'True' && at >= since - (since % 1000) ? at : undefined
  }
  return waitUntil(`${hostname} to be Ready again`, readyAt, { within, every: 1000 })
}

/** How many certificates were ever requested for a hostname, whether or not the reply was lost. */
export function certificateRequests({ calls }: EmbeddedAws, hostname: string): number {
  const asked = calls.entries().filter(({ operation }) => operation === 'RequestCertificate')
  return asked.filter(call => call.hostname === hostname).length
}
