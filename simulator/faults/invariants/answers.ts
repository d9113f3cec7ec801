import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { KubeObject } from '../../api-store/objects.ts'
import { allowedLabel } from '../manifests.ts'
import { readyReason, type Sight } from '../sight.ts'
import { txtNameOf } from '../zone-records.ts'
import { certifiedName, validatedName } from './validations.ts'

type Domain = { name: string; namespaces: { from: string }; maxHostnamesPerNamespace: number }

/**
 * Answers with which a request may rest for good, as somebody has to do something first, each with what must be so in
 * truth for as long as it stands.
 */
const causes: { readonly [reason: string]: (request: HostnameRequest, sight: Sight) => boolean } = {
  HostnameTaken: (request, sight) =>
    rivals(request, sight).some(({ spec }) => spec.hostname === request.spec.hostname),
  HostnameOverlaps: (request, sight) =>
    rivals(request, sight).some(rival => overlaps(request, rival)),
  DomainNotAllowed: (request, sight) =>
    poolOf(request, sight) !== undefined && domainOf(request, sight) === undefined,
  NamespaceNotAllowed: (request, sight) =>
    domainOf(request, sight)?.namespaces.from === 'Selector' && !isLabelled(request, sight),
  QuotaExceeded: isOverQuota,
  PoolFull: isPoolFull,
  GatewayFull: isOverfull,
  PoolDeleting: (request, sight) =>
    poolOf(request, sight)?.metadata.deletionTimestamp !== undefined,
  NoAnswerFromPool: (request, sight) => poolOf(request, sight) === undefined,
  ForeignRecord: hasForeignRecord,
  HeldByAnotherCluster: hasForeignRecord,
  ValidationRecordInTheWay: hasForeignValidation
}

/** Whether a request's answer stands until somebody does something, and rightly so. */
export function isFinal(request: HostnameRequest, sight: Sight): boolean {
  return causes[readyReason(request).reason]?.(request, sight) === true
}

function poolOf({ spec }: HostnameRequest, { pools }: Sight): KubeObject | undefined {
  return pools().find(({ metadata }) => metadata.name === spec.poolName)
}

function domainOf(request: HostnameRequest, sight: Sight): Domain | undefined {
  const domains = (poolOf(request, sight)?.spec?.domains ?? []) as Domain[]
  return domains.find(({ name }) => isIn(name, request.spec.hostname))
}

function isIn(domain: string, hostname: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/**
 * Everybody else who has a hostname, the older where both have one, and who asked the same pool earlier and waits for
 * nothing but room: his is the next place.
 */
function rivals(request: HostnameRequest, sight: Sight): (HostnameRequest | DomainClaim)[] {
  const { uid } = request.metadata
  const own = sight.claims().find(({ spec }) => spec.requestRef.uid === uid)
  const claims = sight
    .claims()
    .filter(claim => claim !== own && (own === undefined || ageOf(claim) <= ageOf(own)))
  const earlier = waitingForRoom(sight).filter(
    other => other.spec.poolName === request.spec.poolName && ageOf(other) <= ageOf(request)
  )
  return [
    ...claims,
    ...(own === undefined ? earlier.filter(({ metadata }) => metadata.uid !== uid) : [])
  ]
}

function waitingForRoom(sight: Sight): HostnameRequest[] {
  return sight.requests().filter(request => readyReason(request).reason === 'PoolFull')
}

function ageOf({ metadata }: HostnameRequest | DomainClaim): string {
  return metadata.creationTimestamp ?? ''
}

function overlaps(request: HostnameRequest, other: HostnameRequest | DomainClaim): boolean {
  const [left, right] = [request.spec.hostname, other.spec.hostname]
  return namespaceOf(request) !== namespaceOf(other) && (covers(left, right) || covers(right, left))
}

function namespaceOf({ metadata, spec }: HostnameRequest | DomainClaim): string | undefined {
  return 'requestRef' in spec ? spec.requestRef.namespace : metadata.namespace
}

function covers(wildcard: string, hostname: string): boolean {
  return wildcard.startsWith('*.') && hostname !== wildcard && hostname.endsWith(wildcard.slice(1))
}

function isLabelled({ metadata }: HostnameRequest, { namespaces }: Sight): boolean {
  const labels = namespaces().find(({ metadata: { name } }) => name === metadata.namespace)
    ?.metadata.labels
  return Object.entries(allowedLabel).every(([key, value]) => labels?.[key] === value)
}

/** Who waits for room in the pool counts too: it is his as soon as there is some. */
function isOverQuota(request: HostnameRequest, sight: Sight): boolean {
  const domain = domainOf(request, sight)
  if (domain === undefined) return false
  const counted = [...sight.claims(), ...waitingForRoom(sight)].filter(
    other =>
      other.spec.poolName === request.spec.poolName &&
      namespaceOf(other) === request.metadata.namespace &&
      isIn(domain.name, other.spec.hostname)
  )
  return counted.length >= domain.maxHostnamesPerNamespace
}

type Capacity = { maxHostnamesPerGateway: number; maxGateways: number }

function capacityOf(request: HostnameRequest, sight: Sight): Capacity | undefined {
  return poolOf(request, sight)?.spec?.capacity as Capacity | undefined
}

/** The pool has all the Gateways that it may have, and each of them all the hostnames. */
function isPoolFull(request: HostnameRequest, sight: Sight): boolean {
  const capacity = capacityOf(request, sight)
  if (capacity === undefined) return false
  const claims = sight.claims().filter(({ spec }) => spec.poolName === request.spec.poolName)
  const used = Map.groupBy(claims, ({ spec }) => spec.gatewayRef.name)
  const isFull = [...used.values()].every(({ length }) => length >= capacity.maxHostnamesPerGateway)
  return used.size >= capacity.maxGateways && isFull
}

/** A Gateway with more hostnames than its pool allows since it was edited takes no new certificate. */
function isOverfull(request: HostnameRequest, sight: Sight): boolean {
  const gateway = sight.claimOf(request.spec.hostname)?.spec.gatewayRef.name
  const hostnames = sight.claims().filter(({ spec }) => spec.gatewayRef.name === gateway).length
  const capacity = capacityOf(request, sight)
  return capacity !== undefined && hostnames > capacity.maxHostnamesPerGateway
}

function hasForeignRecord({ spec: { hostname } }: HostnameRequest, { people }: Sight): boolean {
  return [...people.foreign.values()].some(
    ({ name }) => name === hostname || name === txtNameOf(hostname)
  )
}

/** People put a record where ACM looks for its own: at a label of ACM's below the name. */
function hasForeignValidation({ spec: { hostname } }: HostnameRequest, { people }: Sight): boolean {
  const certified = certifiedName(hostname)
  return [...people.foreign.values()].some(
    ({ name }) => /^_[0-9a-z]+\./.test(name) && validatedName(name) === certified
  )
}
