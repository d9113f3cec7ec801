import { claimConditions, type DomainClaim } from '../api/domain-claim.ts'
import { gatewayGroup } from '../api/gateway-api.ts'
import type { HostnameRequest, HostnameRequestStatus } from '../api/gateway-hostname-request.ts'
import type { Condition, KubernetesObject } from '../api/objects.ts'
import { advise } from '../conditions/advise.ts'
import { conditionOf, type Finding, type Problem, toConditions } from '../conditions/conditions.ts'
import { isOfStep } from '../conditions/progress.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { isReason } from '../conditions/reasons.ts'
import { withWarnings } from '../conditions/warnings.ts'
import { defined } from '../defined.ts'
import type { PoolAnswer } from './answer.ts'
import { routeAcceptedFinding } from './route.ts'

/** What a status depends on beside the request and the pool's answer. */
export type StatusContext = {
  /** The time, in milliseconds since the epoch. */
  now: number
  /** Conditions shown as "still to come" while no claim reports its own. */
  claimSteps?: readonly string[]
  /** Why not all of spec.route is in effect. */
  problem?: Problem
}

/** Steps that the request has of its own. No condition of the claim may replace them. */
const ownSteps: readonly string[] = ['Accepted', 'Claimed', 'RouteAccepted']

/**
 * The CRD allows 16 conditions. Five of them are the request's own: three steps, Ready, and either
 * Reconciling or Stalled.
 */
const maxClaimConditions = 11

/** The CRD allows types of 1 to 316 characters. */
const maxTypeLength = 316

/**
 * The status of a request that could be read.
 * @param routes the observed HTTPRoutes of the request
 */
export function statusOf(
  request: HostnameRequest,
  answer: PoolAnswer,
  routes: readonly KubernetesObject[],
  { now, claimSteps = claimConditions, problem }: StatusContext
): HostnameRequestStatus {
  const { accepted, claimed, claim } = answer
  const steps = stepFindings(claim, claimSteps)
  const route = routeFinding(request, claim, routes, problem)
  const findings = [accepted, claimed, ...steps, ...(route === undefined ? [] : [route])]
  const ready = readyFinding(request, findings, claim)
  const url = ready.status === 'True' ? `https://${request.spec.hostname}` : undefined
  return {
    ...(claim && detailsOf(claim)),
    ...defined({ url }),
    conditions: conditionsFor(request, [...findings, ready], now)
  }
}

/** The status of a request that cannot be read: it says what is wrong with the request. */
export function statusOfUnreadable(
  request: KubernetesObject,
  problem: string,
  { now, claimSteps = claimConditions }: StatusContext
): HostnameRequestStatus {
  const invalid = { status: 'False', reason: 'Invalid', message: problem } as const
  const findings: Finding[] = [
    { type: 'Accepted', ...invalid },
    ...['Claimed', ...claimSteps].map(notYet),
    { type: 'Ready', ...invalid }
  ]
  return { conditions: conditionsFor(request, findings, now) }
}

function conditionsFor(
  { metadata, status }: KubernetesObject,
  findings: readonly Finding[],
  now: number
) {
  return toConditions(findings, readConditions(status), metadata.generation, now)
}

/**
 * The conditions of the claim, as the claim has them. After an upgrade the claim may lack a step
 * that the running code knows. The request must not wait for that step: it would lose Ready and its
 * URL until the claim is synced. So `claimSteps` serves only while the claim has no conditions.
 */
function stepFindings(
  claim: DomainClaim | undefined,
  claimSteps: readonly string[]
): readonly Finding[] {
  const conditions = conditionsOfSteps(claim)
  if (conditions.length > 0) return conditions.map(c => asFinding(c) ?? notYet(c.type))
  const placeholders = claimSteps.map(notYet)
  return claim === undefined ? placeholders : [newClaim(claim), ...placeholders.slice(1)]
}

/**
 * The conditions of the claim's steps. A status of the claim that was edited by hand must not make
 * the status of the request invalid. So types and number are kept within what the CRD allows.
 */
function conditionsOfSteps(claim: DomainClaim | undefined): readonly Condition[] {
  const byType = new Map(readConditions(claim?.status).map(c => [c.type, c]))
  return [...byType.values()].filter(isCopied).slice(0, maxClaimConditions)
}

function isCopied({ type }: Condition): boolean {
  const isAllowed = type !== '' && type.length <= maxTypeLength
  return isAllowed && isOfStep({ type }) && !ownSteps.includes(type)
}

function routeFinding(
  request: HostnameRequest,
  claim: DomainClaim | undefined,
  routes: readonly KubernetesObject[],
  problem: Problem | undefined
): Finding | undefined {
  if (request.spec.route === undefined) return undefined
  if (claim === undefined) return notYet('RouteAccepted')
  if (problem !== undefined) return backendFinding(problem)
  return routeAcceptedFinding(request, claim, routes)
}

function backendFinding({ reason, message }: Problem): Finding {
  const status = reason === 'RoutePending' ? 'Unknown' : 'False'
  return { type: 'RouteAccepted', status, reason, message: advise(reason, message) }
}

/** The condition as one of the request; `undefined` when the catalogue lacks its reason. */
function asFinding({ type, status, reason, message }: Condition): Finding | undefined {
  return isReason(reason) ? { type, status, reason, message } : undefined
}

function newClaim({ metadata }: DomainClaim): Finding {
  return {
    type: 'CertificateRequested',
    status: 'Unknown',
    reason: 'RequestingCertificate',
    message:
      `DomainClaim ${metadata.name} requests the certificate when it is its turn: ` +
      'AWS takes a few requests a second.'
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

/**
 * The first condition that is not True gives Ready its reason. If all are True, the claim's own
 * Ready decides.
 */
function readyFinding(
  request: HostnameRequest,
  findings: readonly Finding[],
  claim: DomainClaim | undefined
): Finding {
  const undone = findings.find(({ status }) => status !== 'True') ?? claimNotReady(claim)
  if (undone === undefined) {
    const message = withWarnings(readyMessage(request), findings)
    return { type: 'Ready', status: 'True', reason: 'Ready', message }
  }
  return { type: 'Ready', status: 'False', reason: undone.reason, message: undone.message }
}

/**
 * Why the claim is not Ready; `undefined` when it is. Only the claim knows whether the hostname
 * works, so a request is Ready only if its claim has `Ready=True`.
 */
function claimNotReady(claim: DomainClaim | undefined): Finding | undefined {
  const ready = conditionOf(readConditions(claim?.status), 'Ready')
  if (ready === undefined) return notYet('Ready')
  if (ready.status === 'True') return undefined
  return asFinding(ready) ?? { ...notYet('Ready'), message: ready.message }
}

function readyMessage({ spec }: HostnameRequest): string {
  const url = `https://${spec.hostname}`
  if (spec.route !== undefined) return `${url} goes to Service ${spec.route.backendRef.name}.`
  return `${url} goes to the HTTPRoutes of this namespace that have status.parentRef as parent.`
}

function detailsOf({ metadata, spec, status }: DomainClaim): Partial<HostnameRequestStatus> {
  // The status of a claim is not checked, so any field in it may be of any type.
  const arn: unknown = status?.certificate?.arn
  const { dnsName } = spec.target ?? {}
  return {
    claimName: metadata.name,
    ...defined({
      certificateARN: typeof arn === 'string' ? arn.slice(0, 2048) : undefined,
      addresses: dnsName === undefined ? undefined : [{ type: 'Hostname' as const, value: dnsName }]
    }),
    parentRef: { group: gatewayGroup, kind: 'Gateway', ...spec.gatewayRef }
  }
}
