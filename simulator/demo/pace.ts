import type { FenceTimes } from '../../hooks/aws/fence.ts'
import { awsTimings, scaleWaits, type Timings } from '../aws/timings.ts'
import {
  type LoadBalancerTimings,
  seenTimings
} from '../load-balancer-controller/load-balancer-controller.ts'
import type { Pace } from './arguments.ts'

/** What a pace comes to. The hooks' own polling, and AWS's quotas, are the same at every pace. */
export type Tempo = {
  aws: Timings
  loadBalancers: LoadBalancerTimings
  /** The most that a pool's releaseGraceSeconds may be; undefined: as the pool has it. */
  graceSeconds: number | undefined
  /** Bounds how long the hooks wait, when a hostname is given up, for late writes of their own. */
  fence: FenceTimes
  /** What is awaited longer than this (all requests, a hand-over, an end) does not come any more. */
  limitSeconds: number
}

/** The hooks' defaults (hooks/config.ts). */
const defaultFence: FenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

/** By which AWS is sped up where nothing is asked for: a demo within a minute. */
const awsShare = 1 / 40
const shortActiveMilliseconds = 2000

/** Seconds that AWS's rates cost a hostname, with room: 4.8 certificates a second, 4.8 Route 53 calls. */
const secondsPerHostname = 3

/** @param hostnames - generated ones: with many, the hooks' calls queue for AWS's rates, and need time to be sent */
export function tempoOf(pace: Pace, hostnames: number): Tempo {
  const many = hostnames * secondsPerHostname
  if (pace === 'real-time')
    return {
      aws: awsTimings,
      loadBalancers: seenTimings,
      graceSeconds: undefined,
      fence: defaultFence,
      limitSeconds: 3600 + many
    }
  const fence =
    hostnames > 200
      ? defaultFence
      : { sendWithinSeconds: hostnames > 20 ? 5 : 2, callTimeoutSeconds: 1 }
  if (pace === 'fast')
    return {
      aws: scaleWaits(awsTimings, 0),
      loadBalancers: { reconcileMilliseconds: 50, activeAfterMilliseconds: 0 },
      graceSeconds: 0,
      fence,
      limitSeconds: 180 + many
    }
  return {
    aws: scaleWaits(awsTimings, awsShare),
    loadBalancers: { reconcileMilliseconds: 100, activeAfterMilliseconds: shortActiveMilliseconds },
    graceSeconds: 0,
    fence,
    limitSeconds: 240 + many
  }
}

/** @returns what is shorter than in reality, and by how much, a line each; none where nothing is */
export function describeTempo(tempo: Tempo): readonly string[] {
  const { aws, loadBalancers, graceSeconds, fence } = tempo
  const seconds = (milliseconds: number) => `${Math.round(milliseconds / 10) / 100} s`
  const change = (what: string, real: number, now: number) =>
    real === now ? [] : [`${what}: ${seconds(now)} instead of ${seconds(real)}`]
  return [
    ...change(
      'ACM issues a certificate after its DNS record is found',
      awsTimings.issueLag,
      aws.issueLag
    ),
    ...change('ACM names the DNS record', awsTimings.recordLag, aws.recordLag),
    ...change('Route 53 has a change everywhere', awsTimings.changeSync, aws.changeSync),
    ...change(
      'ACM notices that a load balancer uses a certificate',
      awsTimings.attachLag,
      aws.attachLag
    ),
    ...change('ACM notices that it no longer does', awsTimings.detachLag, aws.detachLag),
    ...change(
      'a new load balancer is active',
      seenTimings.activeAfterMilliseconds,
      loadBalancers.activeAfterMilliseconds
    ),
    ...change(
      'the hooks may send to AWS (SEND_WITHIN_SECONDS)',
      10_000,
      fence.sendWithinSeconds * 1000
    ),
    ...change('an AWS call may take (CALL_TIMEOUT_SECONDS)', 5000, fence.callTimeoutSeconds * 1000),
    ...(graceSeconds === undefined
      ? []
      : [`a released hostname is kept (the pool's releaseGraceSeconds): ${graceSeconds} s`])
  ]
}
