import type { ClaimCondition, DomainClaim } from '../../api/domain-claim.ts'
import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { readClaim } from '../../api/read.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isWarning } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import { claimedBy } from '../../hostname/claim-name.ts'
import { textOf } from '../../text/text-of.ts'
import { httpListener, keeperListener } from './listener-names.ts'

/** A readable claim of the pool, with those parts of its status that are valid. */
export type SeenClaim = {
  object: DomainClaim
  name: string
  hostname: string
  namespace: string
  /** Sorts claims: the older first, then by uid. */
  age: string
  /**
   * The claim is being deleted. Its spec cannot change any more, and its finalizer waits for AWS.
   */
  terminating: boolean
  /**
   * The pool takes the claim back, because no existing pool owns it (it was restored or orphaned,
   * for example): see `isToTakeBack`.
   */
  adopted: boolean
  /** It has been Ready at least once. */
  wasReady: boolean
  /** The reason of its Ready condition; absent while it is Ready or has no such condition. */
  notReadyFor?: string
  /** The reason of a step of the claim that is done, but warns. */
  warning?: string
  certificate: ReportedCertificate
  /** Since when the claim reports that its certificate is issued (ms); absent if it is not. */
  issuedSince?: number
}

/** What a claim reports about its certificate. Values that are not valid are left out. */
export type ReportedCertificate = {
  arn?: string
  status?: string
  ended?: { arn: string; reason: string }
}

/** A claim of the pool that cannot be read. The answer lists the claim again as it is. */
export type UnreadableClaim = {
  object: KubernetesObject
  problem: string
  /** The hostname that its name stands for. */
  hostname: string
  namespace: string
  requestUID: unknown
  /** Name of its Gateway, if its spec has one. */
  gateway: unknown
  /** Sorts it among the readable claims. */
  age: string
}

/** A claim that is not the pool's. */
export type OtherClaim = {
  hostname: string
  namespace: string
  /** Name of its request. */
  request: string
  poolName: string
  terminating: boolean
  /** `namespace/name` of its Gateway. */
  gateway: string
  age: string
}

/** The form of the ARN of an ACM certificate. Any other value would block the whole Gateway. */
const certificateARN = /^arn:[a-z-]+:acm:([a-z0-9-]+):\d{12}:certificate\/[A-Za-z0-9-]+$/

/** Name of a listener (Gateway API: SectionName). */
const sectionName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** Reads one claim of the pool. */
export function toClaim(
  object: KubernetesObject,
  poolName: string,
  adopted: boolean
): SeenClaim | UnreadableClaim {
  const reading = readClaim(object)
  if (!reading.ok) return unreadable(object, reading.problem)
  const claim = reading.value
  const { poolName: namedPool, gatewayRef } = claim.spec
  const { sectionName: listener } = gatewayRef
  if (namedPool !== poolName)
    return unreadable(object, `spec.poolName: is '${namedPool}', but '${poolName}' owns it`)
  if (!isListenerName(listener))
    return unreadable(object, `spec.gatewayRef.sectionName: '${listener}' is not a listener name`)
  return seenClaim(claim, adopted)
}

function unreadable(object: KubernetesObject, problem: string): UnreadableClaim {
  const request = fieldOf(object.spec, 'requestRef')
  return {
    object,
    problem,
    hostname: claimedBy(object.metadata.name),
    namespace: textOf(fieldOf(request, 'namespace')),
    requestUID: fieldOf(request, 'uid'),
    gateway: fieldOf(fieldOf(object.spec, 'gatewayRef'), 'name'),
    age: ageOf(object)
  }
}

/** Reads a claim that is not the pool's; `undefined` when it has no hostname. */
export function readOtherClaim(object: KubernetesObject): OtherClaim | undefined {
  const { spec, metadata } = object
  const hostname = fieldOf(spec, 'hostname')
  if (typeof hostname !== 'string') return undefined
  const gateway = fieldOf(spec, 'gatewayRef')
  const request = fieldOf(spec, 'requestRef')
  return {
    hostname,
    namespace: textOf(fieldOf(request, 'namespace')),
    request: textOf(fieldOf(request, 'name')),
    poolName: textOf(fieldOf(spec, 'poolName')),
    terminating: metadata.deletionTimestamp !== undefined,
    gateway: `${textOf(fieldOf(gateway, 'namespace'))}/${textOf(fieldOf(gateway, 'name'))}`,
    age: ageOf(object)
  }
}

/**
 * A key that sorts claims by age, the oldest first, and then by uid. A claim without a creation
 * time is the youngest, because '~' sorts after all digits.
 */
function ageOf({ metadata }: KubernetesObject): string {
  return `${metadata.creationTimestamp ?? '~'} ${metadata.uid}`
}

/** Whether the claim could not be read. */
export function isUnreadable(claim: SeenClaim | UnreadableClaim): claim is UnreadableClaim {
  return 'problem' in claim
}

/** Whether the claim could be read. */
export function isReadable(claim: SeenClaim | UnreadableClaim): claim is SeenClaim {
  return !isUnreadable(claim)
}

function isListenerName(name: string): boolean {
  return sectionName.test(name) && name !== httpListener && name !== keeperListener
}

function seenClaim(claim: DomainClaim, adopted: boolean): SeenClaim {
  return {
    object: claim,
    name: claim.metadata.name,
    hostname: claim.spec.hostname,
    namespace: claim.spec.requestRef.namespace,
    age: ageOf(claim),
    terminating: claim.metadata.deletionTimestamp !== undefined,
    adopted,
    wasReady: typeof fieldOf(claim.status, 'readySince') === 'string',
    ...defined({
      notReadyFor: notReadyFor(claim),
      warning: warningOf(claim),
      issuedSince: issuedSince(claim)
    }),
    certificate: certificateOf(fieldOf(claim.status, 'certificate'), claim.spec.region)
  }
}

function notReadyFor({ status }: DomainClaim): string | undefined {
  const ready = conditionOf(readConditions(status), 'Ready')
  return ready?.status === 'True' ? undefined : ready?.reason
}

const issuedStep: ClaimCondition = 'CertificateIssued'

function issuedSince({ status }: DomainClaim): number | undefined {
  const issued = conditionOf(readConditions(status), issuedStep)
  const time = Date.parse(issued?.lastTransitionTime ?? '')
  return issued?.status !== 'True' || Number.isNaN(time) ? undefined : time
}

function warningOf({ status }: DomainClaim): string | undefined {
  return readConditions(status).find(({ reason }) => isWarning(reason))?.reason
}

function certificateOf(reported: unknown, region: string): ReportedCertificate {
  const arn = arnOf(reported, region)
  const status = stringOf(reported, 'status')
  return defined({ arn, status, ended: endedOf(fieldOf(reported, 'ended'), region) })
}

function endedOf(reported: unknown, region: string): ReportedCertificate['ended'] {
  const arn = arnOf(reported, region)
  const reason = stringOf(reported, 'reason')
  return arn === undefined || reason === undefined ? undefined : { arn, reason }
}

function stringOf(value: unknown, field: string): string | undefined {
  const text = fieldOf(value, field)
  return typeof text === 'string' ? text : undefined
}

/** The ARN in a report; `undefined` if it is not of ACM, or not of the region of the claim. */
function arnOf(reported: unknown, region: string): string | undefined {
  const arn = stringOf(reported, 'arn')
  return arn !== undefined && regionOfCertificate(arn) === region ? arn : undefined
}

/** The region in the ARN of a certificate; `undefined` when the value is not such an ARN. */
export function regionOfCertificate(arn: string): string | undefined {
  return certificateARN.exec(arn)?.[1]
}
