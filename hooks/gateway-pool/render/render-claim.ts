import type { DomainClaimSpec, Target } from '../../api/domain-claim.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { claimName } from '../../hostname/claim-name.ts'
import { sameTarget } from '../../load-balancer/dns-name.ts'
import type { Held } from '../admit/held.ts'
import type { Shares } from '../admit/shares.ts'
import type { Attachment } from '../attach/attach.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placed } from '../place/place.ts'
import { releaseToTakeOver, targetToTakeOver } from './co-owned-fields.ts'
import { awaitsCertificate, gatewayStatusFor } from './gateway-status.ts'

/** The claim of a newcomer. */
export function renderNewClaim(
  seen: Observation,
  { request, domain, gateway }: Placed
): DesiredObject<DomainClaimSpec> {
  const { validationZoneID, hostedZoneID } = domain
  const name = claimName(request.hostname)
  return claimOf(seen, name, {
    hostname: request.hostname,
    requestRef: request.ref,
    poolName: seen.pool.metadata.name,
    region: seen.region,
    hostedZoneID,
    ...defined({ validationZoneID }),
    gatewayRef: { namespace: seen.pool.spec.gatewayNamespace, name: gateway, sectionName: name },
    ...settingsOf(seen),
    gatewayStatus: awaitsCertificate
  })
}

/**
 * Renders a claim that exists. Fields that cannot change stay as observed, even if the pool's spec
 * has changed. A claim that is being deleted is listed as it is.
 */
export function renderHeldClaim(
  seen: Observation,
  held: Held,
  attachment: Attachment | undefined,
  shares: Shares
): DesiredObject<DomainClaimSpec> {
  const { claim, request } = held
  const { spec } = claim.object
  if (claim.terminating) return claimOf(seen, claim.name, spec)
  const { hostname, poolName, region, hostedZoneID, validationZoneID, gatewayRef } = spec
  return claimOf(seen, claim.name, {
    hostname,
    requestRef: request ?? spec.requestRef,
    poolName,
    region,
    hostedZoneID,
    ...defined({ validationZoneID }),
    gatewayRef,
    ...settingsOf(seen),
    ...defined({
      noRetryBefore: noRetryBefore(held, shares, seen.now),
      releasedAt: held.releasedAt ?? releaseToTakeOver(claim, seen),
      target: targetFor(held, attachment),
      gatewayStatus: gatewayStatusFor(seen, held, attachment)
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
  return { apiVersion: versions.DomainClaim, kind: 'DomainClaim', metadata: { name }, spec }
}

function settingsOf({ pool }: Observation): Pick<DomainClaimSpec, 'deletionPolicy' | 'dns'> {
  const { validationTTLSeconds, validationRecords } = pool.spec.dns
  return {
    deletionPolicy: pool.spec.deletionPolicy,
    dns: { validationTTLSeconds, validationRecords }
  }
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
