import type { FenceTimes } from '../../../hooks/aws/fence.ts'
import { readSettings } from '../../../hooks/config/read-settings.ts'
import { awsTimings, scaleWaits, type Timings } from '../../aws/timings.ts'
import {
  type LoadBalancerTimings,
  seenTimings
} from '../../load-balancer-controller/load-balancer-controller.ts'
import type { Pace } from '../arguments.ts'

/** The times that a pace sets. No pace changes the polling of the hooks or the quotas of AWS. */
export type Tempo = {
  aws: Timings
  loadBalancers: LoadBalancerTimings
  /** Upper limit for a pool's `releaseGraceSeconds`; `undefined` leaves the pool's own value. */
  graceSeconds: number | undefined
  /** When a hostname is given up, the hooks wait for calls that may still take effect this late. */
  fence: FenceTimes
  /** How long the demo waits for one thing, such as all requests or a hand-over. */
  limitSeconds: number
}

/** The defaults of the hooks, as without any variable of the environment. */
const { sendWithinSeconds, callTimeoutSeconds } = readSettings({}).settings
const defaultFence: FenceTimes = { sendWithinSeconds, callTimeoutSeconds }

/** The `shortened` pace keeps this share of AWS's waits. Then a demo takes about a minute. */
const shortenedShare = 1 / 40

/**
 * How much longer the demo may take for each generated hostname. The hooks send fewer than five
 * certificate requests and fewer than five Route 53 calls a second: see hooks/aws/rates.ts.
 */
const secondsPerHostname = 3

/**
 * The times for a pace.
 * @param hostnames - how many requests are generated. If they are many, the hooks delay their calls
 * to stay within the rate limits of AWS, so the hooks get more time to send a call
 */
export function tempoOf(pace: Pace, hostnames: number): Tempo {
  const extraSeconds = hostnames * secondsPerHostname
  if (pace === 'real-time')
    return {
      aws: awsTimings,
      loadBalancers: seenTimings,
      graceSeconds: undefined,
      fence: defaultFence,
      limitSeconds: 3600 + extraSeconds
    }
  const short = { graceSeconds: 0, fence: shortFenceFor(hostnames) }
  if (pace === 'fast')
    return {
      ...short,
      aws: scaleWaits(awsTimings, 0),
      loadBalancers: { reconcileMilliseconds: 50, activeAfterMilliseconds: 0 },
      limitSeconds: 180 + extraSeconds
    }
  return {
    ...short,
    aws: scaleWaits(awsTimings, shortenedShare),
    loadBalancers: { reconcileMilliseconds: 100, activeAfterMilliseconds: 2000 },
    limitSeconds: 240 + extraSeconds
  }
}

function shortFenceFor(hostnames: number): FenceTimes {
  if (hostnames > 200) return defaultFence
  return { sendWithinSeconds: hostnames > 20 ? 5 : 2, callTimeoutSeconds: 1 }
}

type Wait = [what: string, realMs: number, tempoMs: number]

/** @returns a line for each wait that is shorter than in reality; none if nothing is shortened */
export function describeTempo({ aws, loadBalancers, graceSeconds, fence }: Tempo): string[] {
  const real = awsTimings
  const activeMs = loadBalancers.activeAfterMilliseconds
  const sendMs = fence.sendWithinSeconds * 1000
  const callMs = fence.callTimeoutSeconds * 1000
  const waits: Wait[] = [
    ['ACM issues a certificate after it finds its DNS record', real.issueLag, aws.issueLag],
    ['ACM names the DNS record', real.recordLag, aws.recordLag],
    ['Route 53 propagates a change', real.changeSync, aws.changeSync],
    ['ACM notices that a load balancer uses a certificate', real.attachLag, aws.attachLag],
    ['ACM notices that the load balancer stops using it', real.detachLag, aws.detachLag],
    ['a new load balancer becomes active', seenTimings.activeAfterMilliseconds, activeMs],
    [
      'the hooks may send a call to AWS (SEND_WITHIN_SECONDS)',
      defaultFence.sendWithinSeconds * 1000,
      sendMs
    ],
    ['an AWS call may take (CALL_TIMEOUT_SECONDS)', defaultFence.callTimeoutSeconds * 1000, callMs]
  ]
  const changed = waits.filter(([, realMs, tempoMs]) => realMs !== tempoMs)
  const lines = changed.map(
    ([what, realMs, tempoMs]) => `${what}: ${seconds(tempoMs)} instead of ${seconds(realMs)}`
  )
  if (graceSeconds === undefined) return lines
  const grace = `a released hostname is kept (releaseGraceSeconds of the pool): ${graceSeconds} s`
  return [...lines, grace]
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 10) / 100} s`
}
