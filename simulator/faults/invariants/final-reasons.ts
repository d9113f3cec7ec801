import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { KubeObject } from '../../api-store/objects.ts'
import { readyReason } from '../conditions.ts'
import { covers, isWithin } from '../hostnames.ts'
import { allowedLabel } from '../manifests.ts'
import type { Truth } from '../truth.ts'
import { txtNameOf } from '../zone-records.ts'
import { certifiedName, isForeignValidation } from './validation-records.ts'

type Domain = { name: string; namespaces: { from: string }; maxHostnamesPerNamespace: number }

type Holder = HostnameRequest | DomainClaim

/**
 * The reasons of Ready that stay until somebody does something. Each has a check of what must be
 * true in the cluster and in AWS for the reason to be right.
 */
const finalReasons: {
  readonly [reason: string]: (request: HostnameRequest, truth: Truth) => boolean
} = {
  HostnameTaken: (request, truth) =>
    olderHolders(request, truth).some(({ spec }) => spec.hostname === request.spec.hostname),
  HostnameOverlaps: (request, truth) =>
    olderHolders(request, truth).some(holder => overlaps(request, holder)),
  DomainNotAllowed: (request, truth) =>
    poolOf(request, truth) !== undefined && domainOf(request, truth) === undefined,
  NamespaceNotAllowed: (request, truth) =>
    domainOf(request, truth)?.namespaces.from === 'Selector' && !isLabelled(request, truth),
  QuotaExceeded: isOverQuota,
  PoolFull: isPoolFull,
  GatewayFull: isGatewayOverfull,
  PoolDeleting: (request, truth) =>
    poolOf(request, truth)?.metadata.deletionTimestamp !== undefined,
  NoAnswerFromPool: (request, truth) => poolOf(request, truth) === undefined,
  ForeignRecord: hasForeignRecord,
  HeldByAnotherCluster: hasForeignRecord,
  ValidationRecordInTheWay: hasForeignValidation
}

/** Whether the reason of a request stays until somebody does something, and is right. */
export function isFinal(request: HostnameRequest, truth: Truth): boolean {
  return finalReasons[readyReason(request).reason]?.(request, truth) === true
}

function poolOf({ spec }: HostnameRequest, { pools }: Truth): KubeObject | undefined {
  return pools().find(({ metadata }) => metadata.name === spec.poolName)
}

function domainOf(request: HostnameRequest, truth: Truth): Domain | undefined {
  const domains = (poolOf(request, truth)?.spec?.domains ?? []) as Domain[]
  return domains.find(({ name }) => isWithin(name, request.spec.hostname))
}

/**
 * The claims and requests that go before a request: the claims of other requests, unless they are
 * younger than the request's own claim. A request without a claim also comes after the older
 * requests to the same pool that wait for nothing but room.
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

function namespaceOf({ metadata, spec }: Holder): string | undefined {
  return 'requestRef' in spec ? spec.requestRef.namespace : metadata.namespace
}

function isLabelled(request: HostnameRequest, { namespaces }: Truth): boolean {
  const { namespace: name } = request.metadata
  const namespace = namespaces().find(({ metadata }) => metadata.name === name)
  const labels = namespace?.metadata.labels
  return Object.entries(allowedLabel).every(([key, value]) => labels?.[key] === value)
}

/** A request that waits for room in the pool counts too: it gets the next place. */
function isOverQuota(request: HostnameRequest, truth: Truth): boolean {
  const domain = domainOf(request, truth)
  if (domain === undefined) return false
  const counted = [...truth.claims(), ...waitingForRoom(truth)].filter(
    holder =>
      holder.spec.poolName === request.spec.poolName &&
      namespaceOf(holder) === request.metadata.namespace &&
      isWithin(domain.name, holder.spec.hostname)
  )
  return counted.length >= domain.maxHostnamesPerNamespace
}

type Capacity = { maxHostnamesPerGateway: number; maxGateways: number }

function capacityOf(request: HostnameRequest, truth: Truth): Capacity | undefined {
  return poolOf(request, truth)?.spec?.capacity as Capacity | undefined
}

/** Whether the pool has all the Gateways that it may have, each with all its hostnames. */
function isPoolFull(request: HostnameRequest, truth: Truth): boolean {
  const capacity = capacityOf(request, truth)
  if (capacity === undefined) return false
  const claims = truth.claims().filter(({ spec }) => spec.poolName === request.spec.poolName)
  const byGateway = Map.groupBy(claims, ({ spec }) => spec.gatewayRef.name)
  const isFull = ({ length }: readonly DomainClaim[]) => length >= capacity.maxHostnamesPerGateway
  return byGateway.size >= capacity.maxGateways && [...byGateway.values()].every(isFull)
}

/**
 * Whether the Gateway has more hostnames than its pool allows, as after an edit of the pool. Such a
 * Gateway takes no new certificate.
 */
function isGatewayOverfull(request: HostnameRequest, truth: Truth): boolean {
  const gateway = truth.claimOf(request.spec.hostname)?.spec.gatewayRef.name
  const claims = truth.claims().filter(({ spec }) => spec.gatewayRef.name === gateway)
  const capacity = capacityOf(request, truth)
  return capacity !== undefined && claims.length > capacity.maxHostnamesPerGateway
}

function hasForeignRecord({ spec: { hostname } }: HostnameRequest, { people }: Truth): boolean {
  const names = [hostname, txtNameOf(hostname)]
  return [...people.foreignRecords.values()].some(({ name }) => names.includes(name))
}

function hasForeignValidation({ spec }: HostnameRequest, { people }: Truth): boolean {
  const certified = certifiedName(spec.hostname)
  return [...people.foreignRecords.values()].some(record => isForeignValidation(record, certified))
}
