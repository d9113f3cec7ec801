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
 * What became of a request, for its status, and its HTTPRoute if it wants one. `now` in milliseconds.
 * @throws {MissingGroup} when a group of objects is absent that must be there, if only empty.
 */
export function syncHostnameRequest(
  { controller, parent, children, related }: SyncRequest<HostnameRequest>,
  { now }: { now: number }
): SyncResponse<HostnameRequestStatus> {
  const routeVersion = childVersion(controller, 'gateway.networking.k8s.io', 'httproutes')
  const routes = objectsOf(children, 'HTTPRoute', routeVersion)
  const reading = readRequest(parent)
  if (!reading.ok)
    return {
      status: statusOfUnreadable(parent, reading.problem, { now }),
      children: routes.map(asObserved)
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

/** The route goes with the claim; a claim that cannot be read is no evidence that it is lost. */
function childrenOf(
  request: HostnameRequest,
  { claimed, claim }: PoolAnswer,
  routes: readonly KubernetesObject[],
  routeVersion: string
): readonly DesiredObject[] {
  if (claim !== undefined) return renderRoute(request, claim, routeVersion)
  return claimed.reason === 'UnreadableObjects' ? routes.map(asObserved) : []
}

/**
 * Metacontroller can drop an event of a related object, so a request on its way asks again after 30 to
 * 60 seconds, each at its own time. A Ready or a refused one rests until something changes.
 */
function askAgain(
  request: HostnameRequest,
  answer: PoolAnswer,
  { conditions }: HostnameRequestStatus,
  now: number
) {
  const rests = answer.accepted.status === 'False' || isTrue(conditions, 'Ready')
  if (rests) return {}
  const spread = hash(request.metadata.uid)
  const usual = 30 + (spread % 31)
  const end = patienceEndsAt(request, answer, now)
  // Where the minute for an answer is over before that, it is said soon after it.
  const toEnd = end === undefined || Number.isNaN(end) ? usual : Math.ceil((end - now) / 1000)
  return { resyncAfterSeconds: toEnd < usual ? Math.min(usual, toEnd + 1 + (spread % 10)) : usual }
}
