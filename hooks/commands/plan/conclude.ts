import type { DomainClaim, DomainClaimSpec } from '../../api/domain-claim.ts'
import type { HostnameRequest } from '../../api/gateway-hostname-request.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isReason, reasons } from '../../conditions/reasons.ts'
import { ownershipName } from '../../dns/ownership.ts'
import type { Foreseen } from '../../gateway-pool/foresee.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, listAt, nameOf, textAt } from '../cluster/objects.ts'
import { adviceOf } from '../explain/advice-of.ts'
import type { Advice } from '../explain/story.ts'
import { adviceFor, backendProblem } from './backend-problem.ts'
import type { ClaimAnswer } from './claim-request.ts'
import { concernsOf } from './concerns.ts'
import type { ClusterObjects } from './observe-cluster.ts'
import type { PlannedHostname } from './planned.ts'

/** What the pool of a request will answer. */
export type Foresight =
  | { is: 'without pool' }
  | { is: 'with pool'; pool: ReadObject; answer: Foreseen; isRegionKnown: boolean }

/** What the hooks said about AWS, or why they were not asked. */
export type AWSAnswer = { asked: true; answer: ClaimAnswer } | { asked: false; why: string }

type Base = Pick<PlannedHostname, 'request' | 'hostname' | 'pool' | 'records' | 'concerns' | 'aws'>

/** Concludes what a request will get. It is a pure function. */
export function plannedHostname(
  request: ReadObject,
  foresight: Foresight,
  aws: AWSAnswer,
  cluster: ClusterObjects
): PlannedHostname {
  const hostname = textAt(request, 'spec', 'hostname') ?? ''
  const pool = textAt(request, 'spec', 'poolName') ?? 'default'
  const says = aws.asked ? aws.answer.words : [aws.why]
  const base: Base = {
    request: nameOf(request),
    hostname,
    pool,
    records: [],
    concerns: [],
    aws: { asked: aws.asked, says }
  }
  if (foresight.is === 'without pool') {
    const advice = adviceFor('NoAnswerFromPool', `GatewayPool ${pool} does not exist.`)
    return { ...base, outcome: 'stuck', advice }
  }
  const { answer } = foresight
  switch (answer.is) {
    case 'unanswered':
      return { ...base, outcome: 'stuck', advice: adviceFor('NoAnswerFromPool', answer.message) }
    case 'refused': {
      const condition = { type: 'Accepted', status: 'False' as const, lastTransitionTime: '' }
      const { since: _, ...advice } = adviceOf({ ...condition, ...answer })
      return { ...base, outcome: 'refused', advice }
    }
    case 'held':
      return heldHostname(base, request, answer.claim, cluster)
    case 'placed':
      return newHostname(base, { request, foresight, placed: answer, aws, cluster })
    default:
      return answer satisfies never
  }
}

function heldHostname(
  base: Base,
  request: ReadObject,
  claim: DomainClaim,
  cluster: ClusterObjects
): PlannedHostname {
  const isOwn = claim.spec.requestRef.uid === request.metadata.uid
  const ready = conditionOf(readConditions(claim.status), 'Ready')
  const stalls = ready?.status === 'False' && isReason(ready.reason) && reasons[ready.reason].stalls
  const advice = stalls ? adviceOf(ready) : routeProblem(request, claim, cluster)
  return {
    ...base,
    outcome: advice === undefined ? 'served' : 'stuck',
    ...(advice && { advice }),
    change: isOwn ? 'there already' : 'taken over',
    gateway: `${claim.spec.gatewayRef.namespace}/${claim.spec.gatewayRef.name}`,
    isNewGateway: false,
    certificate: textAt(claim, 'status', 'certificate', 'arn') ?? 'requested already',
    records: recordsOf(claim.spec, typesOf(claim.spec.target?.recordTypes)),
    concerns: concernsOf(base.hostname, cluster.byKind.DomainClaim ?? [])
  }
}

type NewHostname = {
  request: ReadObject
  foresight: Extract<Foresight, { is: 'with pool' }>
  placed: Extract<Foreseen, { is: 'placed' }>
  aws: AWSAnswer
  cluster: ClusterObjects
}

function newHostname(base: Base, parts: NewHostname): PlannedHostname {
  const { request, foresight, placed, aws, cluster } = parts
  const { spec } = placed.claim
  const claim = placed.claim as unknown as DomainClaim
  const ofAWS = aws.asked && aws.answer.problem ? adviceOf(aws.answer.problem) : undefined
  const advice = ofAWS ?? gatewayProblem(parts) ?? routeProblem(request, claim, cluster)
  const isDualStack = `${at(foresight.pool, 'spec', 'loadBalancer', 'ipAddressType')}`.startsWith(
    'dualstack'
  )
  const region = foresight.isRegionKnown ? ` in ${spec.region}` : ''
  return {
    ...base,
    outcome: advice === undefined ? 'served' : 'stuck',
    ...(advice && { advice: { ...advice } }),
    change: 'new',
    gateway: `${spec.gatewayRef.namespace}/${spec.gatewayRef.name}`,
    isNewGateway: placed.isNewGateway,
    certificate: `a new one from ACM${region}`,
    records: recordsOf(spec, isDualStack ? 'A and AAAA' : 'A'),
    concerns: [
      ...concernsOf(base.hostname, cluster.byKind.DomainClaim ?? []),
      ...(aws.asked ? aws.answer.notes : [])
    ]
  }
}

/** Why the Gateway of a new hostname will not come, as far as that shows today. */
function gatewayProblem({ foresight, placed, cluster }: NewHostname): Advice | undefined {
  const { pool } = foresight
  const className = textAt(pool, 'spec', 'gatewayClassName')
  const classes = cluster.byKind.GatewayClass ?? []
  if (!classes.some(({ metadata }) => metadata.name === className))
    return adviceFor('GatewayClassMissing', `GatewayClass ${className} does not exist.`)
  const { name } = placed.claim.spec.gatewayRef
  const gateways = listAt(pool, 'status', 'gateways')
  const isReady = gateways.some(each => at(each, 'name') === name && at(each, 'ready') === true)
  const condition = conditionOf(readConditions(pool.status), 'GatewaysReady')
  if (placed.isNewGateway || isReady || condition === undefined || condition.status === 'True')
    return undefined
  return isReason(condition.reason) && reasons[condition.reason].stalls
    ? adviceOf(condition)
    : undefined
}

function routeProblem(request: ReadObject, claim: DomainClaim, cluster: ClusterObjects) {
  return backendProblem(request as unknown as HostnameRequest, claim, cluster)
}

function typesOf(types: readonly string[] | undefined): string {
  return (types ?? ['A']).join(' and ')
}

function recordsOf(
  { hostname, hostedZoneID, validationZoneID }: DomainClaimSpec,
  types: string
): string[] {
  const validated = hostname.replace(/^\*\./, '')
  return [
    `${hostname} ${types}, to the load balancer, in zone ${hostedZoneID}`,
    `${ownershipName(hostname)} TXT, which says who owns it, in zone ${hostedZoneID}`,
    `a CNAME of ACM below ${validated}, and its TXT, in zone ${validationZoneID ?? hostedZoneID}`
  ]
}
