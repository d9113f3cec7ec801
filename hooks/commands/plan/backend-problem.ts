import type { DomainClaim } from '../../api/domain-claim.ts'
import type { HostnameRequest } from '../../api/gateway-hostname-request.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { awaitedFor } from '../../conditions/awaited.ts'
import { type Reason, reasons } from '../../conditions/reasons.ts'
import { judgeBackend } from '../../hostname-request/backend.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { listAt, numberAt } from '../cluster/objects.ts'
import type { Advice } from '../explain/story.ts'
import type { ClusterObjects } from './observe-cluster.ts'

/** Why the route in a request will not be accepted; `undefined` if nothing is known against it. */
export function backendProblem(
  request: HostnameRequest,
  claim: DomainClaim,
  { byKind }: ClusterObjects
): Advice | undefined {
  const { route } = request.spec
  if (route === undefined) return undefined
  const { namespace } = request.metadata
  const { name, port } = route.backendRef
  const isIn = ({ metadata }: ReadObject) => metadata.namespace === namespace
  const service = (byKind.Service ?? []).filter(isIn).find(each => each.metadata.name === name)
  if (service === undefined)
    return adviceFor('RouteRejected', `Service ${namespace}/${name} does not exist.`)
  if (!listAt(service, 'spec', 'ports').some(each => numberAt(each, 'port') === port))
    return adviceFor('RouteRejected', `Service ${namespace}/${name} has no port ${port}.`)
  const others = (byKind.TargetGroupConfiguration ?? []).filter(isIn)
  const { problem } = judgeBackend(request, claim, {
    service: service as unknown as KubernetesObject,
    others: others as unknown as KubernetesObject[],
    isComplete: true,
    own: undefined
  })
  if (problem === undefined || !reasons[problem.reason].stalls) return undefined
  return adviceFor(problem.reason, problem.message)
}

/** A reason of the catalogue as advice. */
export function adviceFor(reason: Reason, fact: string): Advice {
  return { reason, fact, todo: reasons[reason].todo, awaited: awaitedFor(reason) }
}
