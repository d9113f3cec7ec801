import { keeperHostname } from '../../../hooks/gateway-pool/observe/listener-names.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { gatewayKind, requestKind } from '../kinds.ts'
import type { Refusal } from '../stages/apply.ts'
import type { Leftovers } from '../stages/leftovers.ts'
import { isAsExpected, type RequestOutcome } from '../stages/request-outcomes.ts'
import { isRouteAsExpected, type RouteOutcome } from '../stages/route-outcomes.ts'

export type GatewayReport = { name: string; hostnames: number; certificates: number }

/** An outcome without the fields that only the demo itself needs. */
type RequestReport = Omit<RequestOutcome, 'message' | 'expected' | 'isRefused' | 'hasPool'> &
  Partial<Pick<RequestOutcome, 'message'>>

/** The JSON document of `--json`. */
export type Report = {
  ready: boolean
  /** The requests. A request that is not Ready has the message that says why. */
  requests: readonly RequestReport[]
  /** The HTTPRoutes of the files, without the HTTPRoutes that the hooks made for requests. */
  routes: readonly Omit<RouteOutcome, 'expected'>[]
  /** The objects that the API server refused, requests included. */
  refused: readonly Omit<Refusal, 'isExpected'>[]
  gateways: readonly GatewayReport[]
  aws: { calls: Readonly<Record<string, number>>; throttled: number }
  leftovers: Leftovers
  seconds: number
}

export type ReportInput = {
  outcomes: readonly RequestOutcome[]
  routes: readonly RouteOutcome[]
  refused: readonly Refusal[]
  gateways: readonly GatewayReport[]
  cloud: EmbeddedAws
  leftovers: Leftovers
  seconds: number
}

/** Puts the JSON document together. */
export function toReport(input: ReportInput): Report {
  const { outcomes, routes, refused, gateways, cloud, leftovers, seconds } = input
  return {
    ready: isAllAsExpected(input),
    requests: outcomes.map(toRequestReport),
    routes: routes.map(({ expected: _, ...route }) => route),
    refused: refused.map(({ isExpected: _, ...refusal }) => refusal),
    gateways,
    aws: { calls: cloud.calls.counts(), throttled: cloud.calls.throttled() },
    leftovers,
    seconds
  }
}

/**
 * Whether everything ended as expected. This does not look at the refusals of requests, because the
 * outcome of a refused request already says whether the refusal was expected.
 */
function isAllAsExpected({ outcomes, routes, refused }: ReportInput): boolean {
  const areRefusalsFine = refused.every(
    ({ kind, isExpected }) => isExpected || kind === requestKind.kind
  )
  return areRefusalsFine && outcomes.every(isAsExpected) && routes.every(isRouteAsExpected)
}

function toRequestReport(outcome: RequestOutcome): RequestReport {
  const { message, expected: _, isRefused: __, hasPool: ___, ...request } = outcome
  return request.ready ? request : { ...request, message }
}

type Listener = { protocol: string; hostname?: string }

/** Counts the hostnames of each Gateway, and the certificates that its load balancer carries. */
export function reportGateways({ store, loadBalancers }: Cluster): readonly GatewayReport[] {
  return store.list(gatewayKind).map(({ metadata, spec }) => {
    const { namespace = '', name } = metadata
    const listeners = (spec?.listeners ?? []) as readonly Listener[]
    const serving = listeners.filter(
      ({ protocol, hostname }) => protocol === 'HTTPS' && hostname !== keeperHostname
    )
    const loadBalancer = loadBalancers.loadBalancerOf({ namespace, name })
    const certificates = new Set(loadBalancer?.certificates ?? [])
    return { name, hostnames: serving.length, certificates: certificates.size }
  })
}
