import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { normalName } from '../../../hooks/dns/records.ts'
import type { KubeObject } from '../../api-store/objects.ts'
import type { HostedZone } from '../../aws/route53/hosted-zones.ts'
import { canonicalName } from '../../aws/route53/names.ts'
import { recordKey } from '../../aws/route53/record-set.ts'
import { resolveInZone } from '../../aws/route53/resolve.ts'
import { admits, closedDomains } from '../closed-domains.ts'
import { readyReason } from '../conditions.ts'
import { covers, isWithin } from '../hostnames.ts'
import type { Truth } from '../truth.ts'
import { txtNameOf } from '../zone-records.ts'
import { poolScheme } from './schemes.ts'
import { certifiedName, isForeignValidation } from './validation-records.ts'

type Domain = {
  name: string
  hostedZoneID: string
  namespaces: { from: string }
  nestedHostnames: string
  maxHostnamesPerNamespace: number
}

type Holder = HostnameRequest | DomainClaim

/**
 * The reasons of Ready that stay until a person does something. For each reason, a function checks
 * whether the reason is right: whether cluster and AWS are in the state that the reason describes.
 */
const finalReasons = {
  HostnameTaken: (request, truth) =>
    olderHolders(request, truth).some(({ spec }) => spec.hostname === request.spec.hostname),
  HostnameOverlaps: (request, truth) =>
    olderHolders(request, truth).some(holder => overlaps(request, holder)),
  HostnameNested: (request, truth) =>
    olderHolders(request, truth).some(holder => isNested(request, holder, truth)),
  DomainNotAllowed: (request, truth) =>
    poolOf(request, truth) !== undefined && domainOf(request, truth) === undefined,
  NamespaceNotAllowed: isNamespaceRefused,
  WildcardTooBroad: (request, truth) =>
    closedTo(request, truth).some(name => covers(request.spec.hostname, name)),
  QuotaExceeded: isOverQuota,
  ShareUsedUp: hasUsedUpShare,
  PoolFull: isPoolFull,
  GatewayFull: isGatewayOverfull,
  SchemeMismatch: hasOtherScheme,
  PoolDeleting: (request, truth) =>
    poolOf(request, truth)?.metadata.deletionTimestamp !== undefined,
  NoAnswerFromPool: (request, truth) => poolOf(request, truth) === undefined,
  ForeignRecord: hasForeignRecord,
  HeldByAnotherCluster: hasForeignRecord,
  ValidationRecordInTheWay: hasForeignValidation,
  ZoneNotFound: (request, truth) => zoneIDOf(request, truth) === 'Z0TYPO',
  HostnameOutsideZone: (request, truth) => zoneIDOf(request, truth) === 'Z0OTHER',
  HidesOtherNames: hidesOtherNames
} satisfies { readonly [reason: string]: Check }

type Check = (request: HostnameRequest, truth: Truth) => boolean

/** A reason with which a request may rest. */
export type FinalReason = keyof typeof finalReasons

/** Whether the reason of a request is right and stays until a person does something. */
export function isFinal(request: HostnameRequest, truth: Truth): boolean {
  const checks: { readonly [reason: string]: Check } = finalReasons
  return checks[readyReason(request).reason]?.(request, truth) === true
}

function poolOf({ spec }: Holder, { pools }: Truth): KubeObject | undefined {
  return pools().find(({ metadata }) => metadata.name === spec.poolName)
}

/** The domain of the holder's pool that covers the hostname. Longer domains come first. */
function domainOf(holder: Holder, truth: Truth): Domain | undefined {
  const domains = (poolOf(holder, truth)?.spec?.domains ?? []) as Domain[]
  return domains.find(({ name }) => isWithin(name, holder.spec.hostname))
}

/**
 * The claims and requests that go before a request.
 * - If the request has a claim: the claims of other requests that are not younger than that claim.
 * - If the request has no claim: all claims, and the requests to the same pool that are not younger
 *   and that only wait for room in the pool.
 */
function olderHolders(request: HostnameRequest, truth: Truth): Holder[] {
  const { uid } = request.metadata
  const ownClaim = truth.claims().find(({ spec }) => spec.requestRef.uid === uid)
  if (ownClaim !== undefined)
    return truth
      .claims()
      .filter(claim => claim !== ownClaim && createdAt(claim) <= createdAt(ownClaim))
  const waiting = waitingForRoom(truth).filter(
    other =>
      other.metadata.uid !== uid &&
      other.spec.poolName === request.spec.poolName &&
      createdAt(other) <= createdAt(request)
  )
  return [...truth.claims(), ...waiting]
}

function waitingForRoom(truth: Truth): HostnameRequest[] {
  return truth.requests().filter(request => readyReason(request).reason === 'PoolFull')
}

function createdAt({ metadata }: Holder): string {
  return metadata.creationTimestamp ?? ''
}

function overlaps(request: HostnameRequest, holder: Holder): boolean {
  const [left, right] = [request.spec.hostname, holder.spec.hostname]
  const isCovered = covers(left, right) || covers(right, left)
  return isCovered && namespaceOf(request) !== namespaceOf(holder)
}

/** Whether one hostname is below the other, in another namespace, and a pool may mind that. */
function isNested(request: HostnameRequest, holder: Holder, { pools }: Truth): boolean {
  const [left, right] = [request.spec.hostname, holder.spec.hostname]
  const isBelow = left.endsWith(`.${right}`) || right.endsWith(`.${left}`)
  const domains = pools().flatMap(({ spec }) => (spec?.domains ?? []) as Domain[])
  const isMinded = domains.some(domain => domain.nestedHostnames === 'SameNamespace')
  return isBelow && isMinded && namespaceOf(request) !== namespaceOf(holder)
}

function namespaceOf({ metadata, spec }: Holder): string | undefined {
  return 'requestRef' in spec ? spec.requestRef.namespace : metadata.namespace
}

function closedTo({ spec, metadata }: HostnameRequest, truth: Truth): string[] {
  return closedDomains(spec.hostname, metadata.namespace, truth)
}

/** Whether the domain of the request's pool, or a longer one of any pool, is for others. */
function isNamespaceRefused(request: HostnameRequest, truth: Truth): boolean {
  const domain = domainOf(request, truth)
  if (domain === undefined) return false
  const isOpen = admits(domain, request.metadata.namespace, truth)
  return !isOpen || closedTo(request, truth).some(name => isWithin(name, request.spec.hostname))
}

/**
 * Whether the namespace of a request has used up its quota of the domain. A request that waits for
 * room in the pool counts like a claim, because it gets the next place.
 */
function isOverQuota(request: HostnameRequest, truth: Truth): boolean {
  const domain = domainOf(request, truth)
  if (domain === undefined) return false
  const counted = [...truth.claims(), ...waitingForRoom(truth)].filter(
    holder =>
      holder.spec.poolName === request.spec.poolName &&
      namespaceOf(holder) === request.metadata.namespace &&
      domainOf(holder, truth)?.name === domain.name
  )
  return counted.length >= domain.maxHostnamesPerNamespace
}

/**
 * Whether a pool tells the platform team that the namespace has used up its share. The invariant
 * `sharesAreFair` checks whether that is right.
 */
function hasUsedUpShare({ metadata }: HostnameRequest, { pools }: Truth): boolean {
  return pools().some(({ status }) => {
    const { conditions = [] } = (status ?? {}) as {
      conditions?: { type: string; message: string }[]
    }
    const told = conditions.find(({ type }) => type === 'ShareUsedUp')?.message ?? ''
    return told.includes(` ${metadata.namespace} (`)
  })
}

/** The zone that the pool names for a request; without its domain, the zone that its claim keeps. */
function zoneIDOf(request: HostnameRequest, truth: Truth): string | undefined {
  const claim = truth.claimOf(request.spec.hostname)
  return domainOf(request, truth)?.hostedZoneID ?? claim?.spec.hostedZoneID
}

type Capacity = { maxHostnamesPerGateway: number; maxGateways: number }

function capacityOf(request: HostnameRequest, truth: Truth): Capacity | undefined {
  return poolOf(request, truth)?.spec?.capacity as Capacity | undefined
}

/** Whether the pool has as many Gateways as it may have, and each of them is full. */
function isPoolFull(request: HostnameRequest, truth: Truth): boolean {
  const capacity = capacityOf(request, truth)
  if (capacity === undefined) return false
  const claims = truth.claims().filter(({ spec }) => spec.poolName === request.spec.poolName)
  const byGateway = Map.groupBy(claims, ({ spec }) => spec.gatewayRef.name)
  const isFull = ({ length }: readonly DomainClaim[]) => length >= capacity.maxHostnamesPerGateway
  const areAllFull = byGateway.size >= capacity.maxGateways && [...byGateway.values()].every(isFull)
  return areAllFull || isReservedForOthers(request, claims, capacity)
}

/** Whether the free places of a pool are kept for namespaces that have at most half of them all. */
function isReservedForOthers(
  { metadata }: HostnameRequest,
  claims: readonly DomainClaim[],
  { maxGateways, maxHostnamesPerGateway }: Capacity
): boolean {
  const places = maxGateways * maxHostnamesPerGateway
  const own = claims.filter(({ spec }) => spec.requestRef.namespace === metadata.namespace)
  return own.length > places / 2 && places - claims.length <= Math.floor(places / 10)
}

/**
 * Whether the Gateway of a request has more hostnames than its pool allows, for example after the
 * pool was edited. Such a Gateway takes no new certificate.
 */
function isGatewayOverfull(request: HostnameRequest, truth: Truth): boolean {
  const gateway = truth.claimOf(request.spec.hostname)?.spec.gatewayRef.name
  const claims = truth.claims().filter(({ spec }) => spec.gatewayRef.name === gateway)
  const capacity = capacityOf(request, truth)
  return capacity !== undefined && claims.length > capacity.maxHostnamesPerGateway
}

/** Whether the GatewayClass gives the load balancer of a request another scheme than the pool. */
function hasOtherScheme({ spec }: HostnameRequest, truth: Truth): boolean {
  const claim = truth.claimOf(spec.hostname)
  if (claim === undefined) return false
  const scheme = truth.schemeOf(claim.spec.gatewayRef)
  return scheme !== undefined && scheme !== poolScheme(claim, truth)
}

function hasForeignRecord({ spec: { hostname } }: HostnameRequest, { people }: Truth): boolean {
  const names = [hostname, txtNameOf(hostname)]
  const bare = [...people.bareAliases.values()].map(({ record }) => record)
  return [...people.foreignRecords.values(), ...bare].some(({ name }) => names.includes(name))
}

/** Whether a wildcard answers for a name above the hostname that does not exist. */
function hidesOtherNames({ spec }: HostnameRequest, { zones }: Truth): boolean {
  const base = certifiedName(spec.hostname)
  const names = spec.hostname === base ? [] : [base]
  for (let name = base; name.includes('.'); name = name.slice(name.indexOf('.') + 1))
    if (name !== base) names.push(name)
  return zones().some(zone =>
    names
      .filter(name => isWithin(normalName(zone.name), name))
      .some(name => isAnsweredByWildcard(zone, canonicalName(name)))
  )
}

function isAnsweredByWildcard(zone: HostedZone, name: string): boolean {
  return ['A', 'AAAA', 'CNAME', 'MX', 'HTTPS'].some(
    type =>
      resolveInZone(zone, name, type) !== undefined && !zone.records.has(recordKey({ name, type }))
  )
}

function hasForeignValidation({ spec }: HostnameRequest, { people }: Truth): boolean {
  const certified = certifiedName(spec.hostname)
  return [...people.foreignRecords.values()].some(record => isForeignValidation(record, certified))
}
