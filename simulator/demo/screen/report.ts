import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Refusal } from '../apply.ts'
import {
  claimKind,
  configurationKinds,
  denialKind,
  gatewayKind,
  poolKind,
  requestKind,
  routeKind
} from '../kinds.ts'
import { isAsExpected, type Outcome } from '../outcomes.ts'
import { isRouteAsExpected, type RouteOutcome } from '../routes.ts'

export type GatewayReport = { name: string; hostnames: number; certificates: number }

export type Leftovers = { certificates: number; records: number; objects: number }

type ReportedRequest = Omit<Outcome, 'message' | 'expected' | 'isRefused' | 'hasPool'> &
  Partial<Pick<Outcome, 'message'>>

/** The document of `--json`. */
export type Report = {
  ready: boolean
  /** With Ready's message where it is not Ready. */
  requests: readonly ReportedRequest[]
  /** The HTTPRoutes of the files; those that requests have made are told of in `requests`. */
  routes: readonly Omit<RouteOutcome, 'expected'>[]
  /** What the API server refused, requests too. */
  refused: readonly Omit<Refusal, 'isExpected'>[]
  gateways: readonly GatewayReport[]
  aws: { calls: Readonly<Record<string, number>>; throttled: number }
  leftovers: Leftovers
  seconds: number
}

export type ReportInput = {
  outcomes: readonly Outcome[]
  routes: readonly RouteOutcome[]
  refused: readonly Refusal[]
  gateways: readonly GatewayReport[]
  cloud: EmbeddedAws
  leftovers: Leftovers
  seconds: number
}

/** Puts the document together. */
export function toReport({
  outcomes,
  routes,
  refused,
  gateways,
  cloud,
  leftovers,
  seconds
}: ReportInput): Report {
  const isTaken = refused.every(({ kind, isExpected }) => isExpected || kind === requestKind.kind)
  return {
    ready: isTaken && outcomes.every(isAsExpected) && routes.every(isRouteAsExpected),
    requests: outcomes.map(({ message, expected: _, isRefused: __, hasPool: ___, ...request }) =>
      request.ready ? request : { ...request, message }
    ),
    routes: routes.map(({ expected: _, ...route }) => route),
    refused: refused.map(({ isExpected: _, ...refusal }) => refusal),
    gateways,
    aws: { calls: cloud.calls.counts(), throttled: cloud.calls.throttled() },
    leftovers,
    seconds
  }
}

/** HTTPS listeners that are of no hostname; see hooks/gateway-pool/render/render-gateway.ts. */
const keeper = 'keeper.invalid'

/** Each Gateway with its hostnames, and the certificates that its load balancer carries. */
export function gatewaysOf({ store, loadBalancers }: Cluster): readonly GatewayReport[] {
  return store.list(gatewayKind).map(({ metadata, spec }) => {
    const { namespace = '', name } = metadata
    const listeners = (spec?.listeners ?? []) as readonly { protocol: string; hostname?: string }[]
    const certificates = new Set(
      loadBalancers.loadBalancerOf({ namespace, name })?.certificates ?? []
    )
    const hostnames = listeners.filter(
      ({ protocol, hostname }) => protocol === 'HTTPS' && hostname !== keeper
    )
    return { name, hostnames: hostnames.length, certificates: certificates.size }
  })
}

/** Counts what is there: certificates, records beside NS and SOA, and objects that the hooks work on. */
export function countLeftovers({ store }: Cluster, cloud: EmbeddedAws): Leftovers {
  const records = cloud.zones.list().flatMap(({ id }) => cloud.zones.records(id))
  return {
    certificates: cloud.certificates.list().length,
    records: records.filter(({ type }) => type !== 'NS' && type !== 'SOA').length,
    objects: leftObjects({ store }).length
  }
}

/** `Kind namespace/name` of each object of our kinds, Gateway API's and LBC's (GatewayClasses aside). */
export function leftObjects({ store }: Pick<Cluster, 'store'>): readonly string[] {
  const ours = [requestKind, poolKind, claimKind, denialKind, gatewayKind, routeKind]
  const theirs = configurationKinds.flatMap(
    kind => store.kinds.all.find(one => one.kind === kind) ?? []
  )
  return [...ours, ...theirs].flatMap(({ apiVersion, kind }) =>
    store
      .list({ apiVersion, kind })
      .map(
        ({ metadata }) => `${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join('/')}`
      )
  )
}
