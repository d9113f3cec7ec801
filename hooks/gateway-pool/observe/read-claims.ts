import type { DomainClaim } from '../../api/domain-claim.ts'
import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { readClaim } from '../../api/read.ts'
import { defined } from '../../defined.ts'
import { claimedBy } from '../../hostname/claim-name.ts'
import { httpListener, keeperListener } from './listener-names.ts'

/** A claim that can be read, with what its status says as far as that makes sense. */
export type SeenClaim = {
  object: DomainClaim
  name: string
  hostname: string
  namespace: string
  /** Sorts claims: the older first, then by uid. */
  age: string
  /** Being deleted: its spec is frozen, and it waits for AWS. */
  terminating: boolean
  /** No living pool owns it (restored, orphaned): it is taken back; see `isToTakeBack` in observe.ts. */
  adopted: boolean
  /** It was Ready at least once. */
  wasReady: boolean
  certificate: ReportedCertificate
}

/** What a claim reports of its certificate; anything of another form is left out. */
export type ReportedCertificate = {
  arn?: string
  status?: string
  ended?: { arn: string; reason: string }
}

/** A claim that cannot be read: it is listed again as it is. */
export type UnreadableClaim = {
  object: KubernetesObject
  problem: string
  /** What can be made out of it. */
  hostname: string
  namespace: string
  requestUID: unknown
  /** Sorts it among the readable ones. */
  age: string
}

/** An ARN of ACM. One of another form, or of another region, would block the whole Gateway. */
const certificateARN = /^arn:[a-z-]+:acm:([a-z0-9-]+):\d{12}:certificate\/[A-Za-z0-9-]+$/

/** Name of a listener (Gateway API: SectionName). */
const sectionName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** Reads one claim of ours. */
export function toClaim(
  object: KubernetesObject,
  poolName: string,
  adopted: boolean
): SeenClaim | UnreadableClaim {
  const reading = readClaim(object)
  if (!reading.ok) return unreadable(object, reading.problem)
  const claim = reading.value
  const { poolName: pool, gatewayRef } = claim.spec
  if (pool !== poolName)
    return unreadable(object, `spec.poolName: is '${pool}', but '${poolName}' owns it`)
  if (!isListenerName(gatewayRef.sectionName))
    return unreadable(
      object,
      `spec.gatewayRef.sectionName: '${gatewayRef.sectionName}' is no name of a listener`
    )
  return viewOf(claim, adopted)
}

function unreadable(object: KubernetesObject, problem: string): UnreadableClaim {
  const ref = fieldOf(object.spec, 'requestRef')
  return {
    object,
    problem,
    hostname: claimedBy(object.metadata.name),
    namespace: String(fieldOf(ref, 'namespace')),
    requestUID: fieldOf(ref, 'uid'),
    age: ageOf(object)
  }
}

/** Sorts claims: the older first ('~' sorts behind all digits), then by uid. */
function ageOf({ metadata }: KubernetesObject): string {
  return `${metadata.creationTimestamp ?? '~'} ${metadata.uid}`
}

/** Whether this is one that could not be read. */
export function isUnreadable(claim: SeenClaim | UnreadableClaim): claim is UnreadableClaim {
  return 'problem' in claim
}

/** Whether this is one that could be read. */
export function isReadable(claim: SeenClaim | UnreadableClaim): claim is SeenClaim {
  return !isUnreadable(claim)
}

function isListenerName(name: string): boolean {
  return sectionName.test(name) && name !== httpListener && name !== keeperListener
}

function viewOf(claim: DomainClaim, adopted: boolean): SeenClaim {
  return {
    object: claim,
    name: claim.metadata.name,
    hostname: claim.spec.hostname,
    namespace: claim.spec.requestRef.namespace,
    age: ageOf(claim),
    terminating: claim.metadata.deletionTimestamp !== undefined,
    adopted,
    wasReady: typeof fieldOf(claim.status, 'readySince') === 'string',
    certificate: certificateOf(fieldOf(claim.status, 'certificate'), claim.spec.region)
  }
}

function certificateOf(reported: unknown, region: string): ReportedCertificate {
  const [arn, status] = [arnOf(reported, region), fieldOf(reported, 'status')]
  const ended = fieldOf(reported, 'ended')
  const [endedARN, reason] = [arnOf(ended, region), fieldOf(ended, 'reason')]
  return {
    ...defined({ arn }),
    ...(typeof status === 'string' ? { status } : {}),
    ...(endedARN === undefined || typeof reason !== 'string'
      ? {}
      : { ended: { arn: endedARN, reason } })
  }
}

function arnOf(reported: unknown, region: string): string | undefined {
  const arn = fieldOf(reported, 'arn')
  return typeof arn === 'string' && regionOfCertificate(arn) === region ? arn : undefined
}

/** The region in the ARN of a certificate; undefined when it is no such ARN. */
export function regionOfCertificate(arn: string): string | undefined {
  return certificateARN.exec(arn)?.[1]
}
