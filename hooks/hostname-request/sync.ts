import type { DomainClaim } from '../api/domain-claim.ts'
import { gatewayGroup } from '../api/gateway-api.ts'
import type { HostnameRequest, HostnameRequestStatus } from '../api/gateway-hostname-request.ts'
import { loadBalancerGroup } from '../api/load-balancer-api.ts'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { readRequest } from '../api/read.ts'
import { apiVersion } from '../api/schema.ts'
import { isTrue } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { defined } from '../defined.ts'
import { hash } from '../hash.ts'
import { claimName } from '../hostname/claim-name.ts'
import { childVersion, childVersionIfListed, groupedObjects, objectsOf } from '../wire/groups.ts'
import type { ObjectGroups, SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { answerTo, type PoolAnswer, patienceEndsAt } from './answer.ts'
import {
  type Backend,
  type BackendVerdict,
  judgeBackend,
  keepTargetGroups,
  releaseTargetGroups,
  renderTargetGroups
} from './backend.ts'
import { asObserved, renderRoute, routeName } from './route.ts'
import { withoutSmallChanges } from './small-changes.ts'
import { statusOf, statusOfUnreadable } from './status.ts'

/** What the hook knows beside the request of Metacontroller. */
export type RequestContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** Whether this process has lately synced a pool of this name, so that the pool is alive. */
  isPoolAlive?: (poolName: string) => boolean
}

/**
 * The status of a request, and its HTTPRoute if it wants one.
 * @throws {MissingGroup} when the hook request lacks a group of objects: even an empty group has to
 * be there
 */
export function syncHostnameRequest(
  { controller, parent, children, related }: SyncRequest<HostnameRequest>,
  { now, isPoolAlive }: RequestContext
): SyncResponse<HostnameRequestStatus> {
  const routeVersion = childVersion(controller, gatewayGroup, 'httproutes')
  const routes = objectsOf(children, 'HTTPRoute', routeVersion)
  const groupVersion = childVersionIfListed(
    controller,
    loadBalancerGroup,
    'targetgroupconfigurations'
  )
  const groups = observed(children, 'TargetGroupConfiguration', groupVersion)
  const kept = [
    ...routes.map(route => asObserved(route, routeVersion)),
    ...keepTargetGroups(groups, groupVersion)
  ]
  const reading = readRequest(parent)
  if (!reading.ok)
    return {
      status: statusOfUnreadable(parent, reading.problem, { now }),
      children: kept
    }

  const request = reading.value
  const claim = named(related, 'DomainClaim', claimName(request.spec.hostname))
  const denial = named(related, 'HostnameDenial', request.metadata.uid)
  const isAlive = isPoolAlive?.(request.spec.poolName) === true
  const answer = answerTo(request, { claim, denial, isPoolAlive: isAlive, now })
  const backend = backendOf(request, { related, groups, groupVersion })
  const verdict = answer.claim && judgeBackend(request, answer.claim, backend)
  const problem = verdict?.problem
  const whole = statusOf(request, answer, routes, { now, ...defined({ problem }) })
  const status = isAboutToBeAnswered(request, answer, { now, isPoolAlive: isAlive })
    ? {}
    : withoutSmallChanges(request, whole, now)
  const versions = { route: routeVersion, group: groupVersion }
  return {
    status,
    children:
      answer.claim === undefined
        ? childrenWithoutClaim(answer, kept)
        : childrenOf(request, { claim: answer.claim, verdict, backend, routes }, versions),
    ...askAgain(request, answer, whole, { now, isPoolAlive: isAlive })
  }
}

/**
 * Most pools answer a new request within this time (s). Until then its status says nothing, and
 * then the request asks again. A pool that is alive may have thousands of requests to answer first:
 * it answers 50 at a time, every two to three seconds. Metacontroller syncs a parent at the time
 * that its first answer named, whatever came between. So a time before a thousand requests are
 * Ready, at AWS's pace, would cost each of them one more sync.
 */
const usuallyAnsweredSeconds = { alive: 330, unknown: 10 }

type Moment = { now: number; isPoolAlive: boolean }

/** For how long (s) the pool may still take until its answer is late; not a number without an age. */
function secondsToAnswer({ metadata }: HostnameRequest, { now, isPoolAlive }: Moment): number {
  const usual = usuallyAnsweredSeconds[isPoolAlive ? 'alive' : 'unknown']
  const age = (now - Date.parse(metadata.creationTimestamp ?? '')) / 1000
  return Math.min(usual, usual - age)
}

/** Whether the request is so new that its status would only say that the pool answers soon. */
function isAboutToBeAnswered(
  request: HostnameRequest,
  { accepted }: PoolAnswer,
  moment: Moment
): boolean {
  const isToldNothing = readConditions(request.status).length === 0
  const isNew = secondsToAnswer(request, moment) > 0
  return isToldNothing && accepted.reason === 'WaitingForPool' && isNew
}

function named(related: ObjectGroups, kind: string, name: string): KubernetesObject | undefined {
  return objectsOf(related, kind, apiVersion).find(({ metadata }) => metadata.name === name)
}

type Seen = {
  related: ObjectGroups
  /** The TargetGroupConfigurations of the request. */
  groups: readonly KubernetesObject[]
  /** Version of TargetGroupConfigurations; `undefined` if the CompositeController lists none. */
  groupVersion: string | undefined
}

/**
 * Reads the Service in spec.route and the TargetGroupConfigurations of the namespace. After an
 * upgrade, Metacontroller may not send them yet. Then nothing is known of them.
 */
function backendOf(request: HostnameRequest, { related, groups, groupVersion }: Seen): Backend {
  const services = observed(related, 'Service', 'v1')
  const sent = sentObjects(related, 'TargetGroupConfiguration', groupVersion)
  const { name } = request.spec.route?.backendRef ?? {}
  const ownNames = new Set([routeName(request), ...groups.map(({ metadata }) => metadata.name)])
  return {
    service: services.find(({ metadata }) => metadata.name === name),
    isComplete: sent !== undefined,
    others: (sent ?? []).filter(({ metadata }) => !ownNames.has(metadata.name)),
    own: groups.find(({ metadata }) => metadata.name === routeName(request))
  }
}

function observed(
  groups: ObjectGroups,
  kind: string,
  version: string | undefined
): readonly KubernetesObject[] {
  return sentObjects(groups, kind, version) ?? []
}

function sentObjects(
  groups: ObjectGroups,
  kind: string,
  version: string | undefined
): readonly KubernetesObject[] | undefined {
  return version === undefined ? undefined : groupedObjects(groups, kind, version)
}

type Parts = {
  claim: DomainClaim
  verdict: BackendVerdict | undefined
  backend: Backend
  /** The HTTPRoutes of the request that exist. */
  routes: readonly KubernetesObject[]
}

/**
 * The children of a request that has its claim: the route, and the configuration of its target
 * group, unless one of them would do harm.
 */
function childrenOf(
  request: HostnameRequest,
  parts: Parts,
  versions: { route: string; group: string | undefined }
): readonly DesiredObject[] {
  const { claim, verdict, backend } = parts
  const groups =
    versions.group === undefined
      ? []
      : verdict?.mayConfigure === true
        ? renderTargetGroups(request, backend.own, versions.group)
        : releaseTargetGroups(backend.own, versions.group)
  return [
    ...groups,
    ...(verdict?.mayRoute === true ? renderRoute(request, claim, parts.routes, versions.route) : [])
  ]
}

/**
 * The children exist as long as the request has its claim. A claim that cannot be read may still
 * hold the hostname, so they then stay as they are.
 */
function childrenWithoutClaim(
  { claimed }: PoolAnswer,
  kept: readonly DesiredObject[]
): readonly DesiredObject[] {
  return claimed.reason === 'UnreadableObjects' ? kept : []
}

/**
 * Metacontroller can drop an event of a related object, for example if the hooks cannot be asked
 * which objects are related. So a request asks again after five to seven minutes, each at its own
 * time: if it is Ready, its claim may be Ready no more. A request that waits for its pool asks when
 * the pool has usually answered, and when its patience ends. A request that is refused asks for
 * nothing.
 */
function askAgain(
  request: HostnameRequest,
  answer: PoolAnswer,
  { conditions }: HostnameRequestStatus,
  moment: Moment
): { resyncAfterSeconds?: number } {
  if (answer.accepted.status === 'False') return {}
  const jitter = hash(request.metadata.uid)
  const usual = 300 + (jitter % 120)
  if (isTrue(conditions, 'Ready')) return { resyncAfterSeconds: usual }
  if (isAboutToBeAnswered(request, answer, moment)) {
    const spread = moment.isPoolAlive ? jitter % 120 : 0
    return { resyncAfterSeconds: Math.ceil(secondsToAnswer(request, moment)) + spread }
  }
  const end = patienceEndsAt(request, answer, moment)
  if (end === undefined || Number.isNaN(end)) return { resyncAfterSeconds: usual }
  const soonAfterEnd = Math.ceil((end - moment.now) / 1000) + 1 + (jitter % 10)
  return { resyncAfterSeconds: Math.max(1, Math.min(usual, soonAfterEnd)) }
}
