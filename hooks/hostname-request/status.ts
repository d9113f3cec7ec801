import type { DomainClaim } from '../api/domain-claim.ts'
import type { HostnameRequest, HostnameRequestStatus } from '../api/gateway-hostname-request.ts'
import type { KubernetesObject } from '../api/objects.ts'
import { conditionOf, type Finding, toConditions } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { isReason } from '../conditions/reasons.ts'
import { toReady } from '../domain-claim/to-ready/to-ready.ts'
import type { PoolAnswer } from './answer.ts'
import { routeAcceptedFinding } from './route.ts'

/** The steps that the claim reports, in their order. */
const claimSteps = Object.keys(toReady)

/** The status of a request with the pool's answer; `routes` are its observed HTTPRoutes, `now` in milliseconds. */
export function statusOf(
  request: HostnameRequest,
  answer: PoolAnswer,
  routes: readonly KubernetesObject[],
  now: number
): HostnameRequestStatus {
  const findings = [answer.accepted, answer.claimed, ...stepFindings(request, answer.claim, routes)]
  const ready = readyFinding(request, findings, answer.claim)
  return {
    ...(answer.claim && detailsOf(answer.claim)),
    ...(ready.status === 'True' && { url: `https://${request.spec.hostname}` }),
    conditions: conditionsFor(request, [...findings, ready], now)
  }
}

/** The status of a request that cannot be read: what is wrong with it, and nothing else is known. */
export function statusOfUnreadable(
  request: KubernetesObject,
  problem: string,
  now: number
): HostnameRequestStatus {
  const accepted: Finding = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message: problem
  }
  const later = ['Claimed', ...claimSteps].map(notYet)
  return {
    conditions: conditionsFor(request, [accepted, ...later, { ...accepted, type: 'Ready' }], now)
  }
}

function conditionsFor(
  { metadata, status }: KubernetesObject,
  findings: readonly Finding[],
  now: number
) {
  return toConditions(findings, readConditions(status), metadata.generation, now)
}

function stepFindings(
  request: HostnameRequest,
  claim: DomainClaim | undefined,
  routes: readonly KubernetesObject[]
): Finding[] {
  const hasRoute = request.spec.route !== undefined
  if (claim === undefined)
    return [...claimSteps, ...(hasRoute ? ['RouteAccepted'] : [])].map(notYet)
  const seen = new Map(readConditions(claim.status).map(c => [c.type, c]))
  const steps = claimSteps.map(
    type => asFinding(seen.get(type)) ?? (type === claimSteps[0] ? newClaim(claim) : notYet(type))
  )
  return hasRoute ? [...steps, routeAcceptedFinding(request, claim, routes)] : steps
}

/** A claim's condition as our own; not one whose reason nobody could look up. */
function asFinding(
  condition: (Omit<Finding, 'reason'> & { reason: string }) | undefined
): Finding | undefined {
  if (condition === undefined) return undefined
  const { type, status, reason, message } = condition
  return isReason(reason) ? { type, status, reason, message } : undefined
}

function newClaim({ metadata }: DomainClaim): Finding {
  const message = `DomainClaim ${metadata.name} is about to request the certificate.`
  return {
    type: 'CertificateRequested',
    status: 'Unknown',
    reason: 'RequestingCertificate',
    message
  }
}

function notYet(type: string): Finding {
  return {
    type,
    status: 'Unknown',
    reason: 'WaitingForEarlierStep',
    message: 'Waits for the steps before it.'
  }
}

/** The first step that is not done gives Ready its reason; after all, the claim itself may still know better. */
function readyFinding(
  request: HostnameRequest,
  findings: readonly Finding[],
  claim: DomainClaim | undefined
): Finding {
  const undone = findings.find(({ status }) => status !== 'True') ?? claimNotReady(claim)
  if (undone !== undefined)
    return { type: 'Ready', status: 'False', reason: undone.reason, message: undone.message }
  return { type: 'Ready', status: 'True', reason: 'Ready', message: readyMessage(request) }
}

/** Only the claim itself knows whether the address works: a Ready that is not there, or not understood, is none. */
function claimNotReady(claim: DomainClaim | undefined): Finding | undefined {
  const ready = conditionOf(readConditions(claim?.status), 'Ready')
  if (ready === undefined) return notYet('Ready')
  if (ready.status !== 'True')
    return asFinding(ready) ?? { ...notYet('Ready'), message: ready.message }
  return undefined
}

function readyMessage({ spec }: HostnameRequest): string {
  if (spec.route !== undefined)
    return `https://${spec.hostname} goes to Service ${spec.route.backendRef.name}.`
  return `https://${spec.hostname} goes to the HTTPRoutes of this namespace that have status.parentRef as their parent.`
}

function detailsOf({ metadata, spec, status }: DomainClaim): Partial<HostnameRequestStatus> {
  const arn: unknown = status?.certificate?.arn
  return {
    claimName: metadata.name,
    ...(typeof arn === 'string' && { certificateARN: arn.slice(0, 2048) }),
    ...(spec.target && { addresses: [{ type: 'Hostname', value: spec.target.dnsName }] }),
    parentRef: spec.gatewayRef
  }
}
