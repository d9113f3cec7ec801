import { claimFinalizer, type DomainClaimSpec, type Target } from '../../api/domain-claim.ts'
import type { DesiredObject } from '../../api/objects.ts'
import type { PoolDomain } from '../../api/pool-domain.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { claimName } from '../../hostname/claim-name.ts'
import { sameTarget } from '../../load-balancer/dns-name.ts'
import { zonesFor, zonesOf } from '../admit/claim-zones.ts'
import type { Held } from '../admit/held.ts'
import type { Shares } from '../admit/shares.ts'
import type { Attachment } from '../attach/attach.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Placed } from '../place/place.ts'
import { releaseToTakeOver, targetToTakeOver } from './co-owned-fields.ts'
import { awaitsCertificate, gatewayStatusFor, isQuiet } from './gateway-status.ts'

/** The claim of a newcomer. */
export function renderNewClaim(
  seen: Observation,
  { request, domain, gateway }: Placed
): DesiredObject<DomainClaimSpec> {
  const name = claimName(request.hostname)
  return claimOf(seen, name, {
    hostname: request.hostname,
    requestRef: request.ref,
    poolName: seen.pool.metadata.name,
    region: seen.region,
    ...zonesOf(domain),
    gatewayRef: { namespace: seen.pool.spec.gatewayNamespace, name: gateway, sectionName: name },
    ...settingsOf(seen),
    gatewayStatus: awaitsCertificate
  })
}

/** What a claim depends on beside the claim itself. */
type ClaimPlace = {
  /** The domain of the pool that covers the hostname; absent when none does any more. */
  domain?: PoolDomain
  attachment?: Attachment
}

/**
 * Renders a claim that exists. Fields that cannot change stay as observed, even if the pool's spec
 * has changed. A claim that is being deleted is listed as it is.
 */
export function renderHeldClaim(
  seen: Observation,
  held: Held,
  { domain, attachment }: ClaimPlace,
  shares: Shares
): DesiredObject<DomainClaimSpec> {
  const { claim, request } = held
  const { spec } = claim.object
  if (claim.terminating) return claimOf(seen, claim.name, spec)
  const { hostname, poolName, region, gatewayRef } = spec
  const target = targetFor(held, attachment)
  const gatewayStatus = gatewayStatusFor(seen, held, attachment, target !== undefined)
  const isComing = isQuiet(claim, seen) && gatewayStatus?.ready === false
  return claimOf(seen, claim.name, {
    hostname,
    requestRef: request ?? spec.requestRef,
    poolName,
    region,
    ...zonesFor(claim, domain),
    gatewayRef,
    ...settingsOf(seen),
    ...defined({
      noRetryBefore: noRetryBefore(held, shares, seen.now),
      releasedAt: writableRelease(claim, held.releasedAt ?? releaseToTakeOver(claim, seen)),
      target: isComing ? targetToTakeOver(claim) : target,
      gatewayStatus
    })
  })
}

/**
 * Until when a claim requests no certificate in place of one that has failed. Such retries would
 * otherwise go on although the namespace has used up its share. A claim that was Ready is never
 * held up. While the claim has a time that is still to come, the time stays.
 */
function noRetryBefore({ claim }: Held, { usedUp }: Shares, now: number): string | undefined {
  const used = usedUp.get(claim.namespace)
  const hasFailed = claim.certificate.ended !== undefined && claim.certificate.status !== 'ISSUED'
  if (used === undefined || claim.wasReady || !hasFailed) return undefined
  const { noRetryBefore: told } = claim.object.spec
  return told !== undefined && Date.parse(told) > now ? told : timestamp(used.comesBackAt)
}

function claimOf(
  { versions }: Observation,
  name: string,
  spec: DomainClaimSpec
): DesiredObject<DomainClaimSpec> {
  const metadata = { name, finalizers: [claimFinalizer] }
  return { apiVersion: versions.DomainClaim, kind: 'DomainClaim', metadata, spec }
}

type Settings = Pick<DomainClaimSpec, 'targetType' | 'deletionPolicy' | 'dns'>

function settingsOf({ pool }: Observation): Settings {
  const { validationTTLSeconds, validationRecords } = pool.spec.dns
  return {
    targetType: pool.spec.loadBalancer.targetType,
    deletionPolicy: pool.spec.deletionPolicy,
    dns: { validationTTLSeconds, validationRecords }
  }
}

/**
 * The release time to write. The API server refuses a time that is earlier than the observed one.
 * So if the observed time is too far ahead, because some clock was wrong, or if it is not a time,
 * it is removed first, and the next sync writes the right time.
 */
function writableRelease({ object }: SeenClaim, wanted: string | undefined): string | undefined {
  const observed = object.spec.releasedAt
  if (observed === undefined || wanted === undefined) return wanted
  return Date.parse(wanted) >= Date.parse(observed) ? wanted : undefined
}

/**
 * The target of the claim's alias: the load balancer, once its observed configuration carries the
 * claim's certificate. If the DNS name in the claim differs only in spelling, its spelling stays.
 */
function targetFor(
  { claim, blockedBy }: Held,
  attachment: Attachment | undefined
): Target | undefined {
  const target = attachment?.gateway.target
  const isCarried = attachment?.carried.has(claim) === true
  if (target === undefined || blockedBy !== undefined || !isCarried) return targetToTakeOver(claim)
  const observed = claim.object.spec.target?.dnsName
  const isSame = observed !== undefined && sameTarget(observed, target.dnsName)
  return isSame ? { ...target, dnsName: observed } : target
}
