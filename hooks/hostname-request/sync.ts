import { gatewayGroup } from '../api/gateway-api.ts'
import type { HostnameRequest, HostnameRequestStatus } from '../api/gateway-hostname-request.ts'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { readRequest } from '../api/read.ts'
import { apiVersion } from '../api/schema.ts'
import { isTrue } from '../conditions/conditions.ts'
import { hash } from '../hash.ts'
import { claimName } from '../hostname/claim-name.ts'
import { childVersion, objectsOf } from '../wire/groups.ts'
import type { ObjectGroups, SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { answerTo, type PoolAnswer, patienceEndsAt } from './answer.ts'
import { asObserved, renderRoute } from './route.ts'
import { statusOf, statusOfUnreadable } from './status.ts'

/**
 * The status of a request, and its HTTPRoute if it wants one.
 * @throws {MissingGroup} when the hook request lacks a group of objects: even an empty group has to
 * be there
 */
export function syncHostnameRequest(
  { controller, parent, children, related }: SyncRequest<HostnameRequest>,
  { now }: { now: number }
): SyncResponse<HostnameRequestStatus> {
  const routeVersion = childVersion(controller, gatewayGroup, 'httproutes')
  const routes = objectsOf(children, 'HTTPRoute', routeVersion)
  const reading = readRequest(parent)
  if (!reading.ok)
    return {
      status: statusOfUnreadable(parent, reading.problem, { now }),
      children: routes.map(route => asObserved(route, routeVersion))
    }

  const request = reading.value
  const claim = named(related, 'DomainClaim', claimName(request.spec.hostname))
  const denial = named(related, 'HostnameDenial', request.metadata.uid)
  const answer = answerTo(request, { claim, denial, now })
  const status = statusOf(request, answer, routes, { now })
  return {
    status,
    children: childrenOf(request, answer, routes, routeVersion),
    ...askAgain(request, answer, status, now)
  }
}

function named(related: ObjectGroups, kind: string, name: string): KubernetesObject | undefined {
  return objectsOf(related, kind, apiVersion).find(({ metadata }) => metadata.name === name)
}

/**
 * The HTTPRoute exists as long as the request has its claim. A claim that cannot be read may still
 * hold the hostname, so the route then stays as it is.
 */
function childrenOf(
  request: HostnameRequest,
  { claimed, claim }: PoolAnswer,
  routes: readonly KubernetesObject[],
  routeVersion: string
): readonly DesiredObject[] {
  if (claim !== undefined) return renderRoute(request, claim, routes, routeVersion)
  return claimed.reason === 'UnreadableObjects'
    ? routes.map(route => asObserved(route, routeVersion))
    : []
}

/**
 * Metacontroller can drop an event of a related object. So a request that is not Ready asks again
 * after 30 to 60 seconds, each at its own time. A request that is Ready or refused asks for
 * nothing.
 */
function askAgain(
  request: HostnameRequest,
  answer: PoolAnswer,
  { conditions }: HostnameRequestStatus,
  now: number
): { resyncAfterSeconds?: number } {
  const rests = answer.accepted.status === 'False' || isTrue(conditions, 'Ready')
  if (rests) return {}
  const jitter = hash(request.metadata.uid)
  const usual = 30 + (jitter % 31)
  const end = patienceEndsAt(request, answer, now)
  if (end === undefined || Number.isNaN(end)) return { resyncAfterSeconds: usual }
  // If the minute that the pool has for its answer is over before `usual`, the request has to
  // report that soon after the minute.
  const toEnd = Math.ceil((end - now) / 1000)
  const soonAfter = toEnd + 1 + (jitter % 10)
  return { resyncAfterSeconds: toEnd < usual ? Math.min(usual, soonAfter) : usual }
}
