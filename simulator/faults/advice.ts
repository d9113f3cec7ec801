import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { readyReason } from './conditions.ts'
import { allowNamespace } from './deeds/namespaces.ts'
import { configureClass, editPool } from './deeds/pools.ts'
import { removeForeign } from './deeds/records.ts'
import { makeAgainWhenGone, makeRequest, withdrawRequest } from './deeds/requests.ts'
import { putExplicitName } from './deeds/wildcards.ts'
import { covers, isWithin } from './hostnames.ts'
import { type FinalReason, isFinal } from './invariants/final-reasons.ts'
import { poolManifest, zones } from './manifests.ts'
import type { PoolName, PoolPlan } from './schedule.ts'
import type { FaultWorld } from './world.ts'

/** A request for which a person did what its condition advises, and what the condition said. */
export type Advised = {
  namespace: string | undefined
  name: string
  reason: string
  message: string
}

type Follow = (request: HostnameRequest, world: FaultWorld) => boolean

/**
 * For each reason with which a request may rest, what a person does who follows the advice of the
 * catalogue. The function returns whether it is done: the person can do it in this world, or has
 * done it for another request.
 */
const advice: { readonly [Reason in FinalReason]: Follow } = {
  HostnameTaken: chooseAnotherHostname,
  HostnameOverlaps: chooseAnotherHostname,
  HostnameNested: chooseAnotherHostname,
  DomainNotAllowed: addDomain,
  NamespaceNotAllowed: labelItsNamespace,
  WildcardTooBroad: labelItsNamespace,
  QuotaExceeded: raiseQuota,
  // The advice is to keep the request, and the share comes back after days.
  ShareUsedUp: () => false,
  PoolFull: raiseCapacity,
  GatewayFull: makeRoomOnGateway,
  SchemeMismatch: removeParameters,
  PoolDeleting: askAnotherPool,
  NoAnswerFromPool: makePool,
  ForeignRecord: ({ spec }, world) => removeForeign(spec.hostname, world),
  HeldByAnotherCluster: ({ spec }, world) => removeForeign(spec.hostname, world),
  ValidationRecordInTheWay: ({ spec }, world) => removeForeign(spec.hostname, world),
  ZoneNotFound: correctZone,
  HostnameOutsideZone: correctZone,
  HidesOtherNames: createHiddenName
}

/**
 * People read the conditions of all requests that rest, and do what each condition advises.
 * @returns the requests for which they could do so
 */
export function followAdvice(world: FaultWorld): readonly Advised[] {
  const { truth } = world
  const resting = truth.requests().filter(request => isFinal(request, truth))
  return resting.flatMap(request => {
    const { reason, message } = readyReason(request)
    const { namespace, name } = request.metadata
    const isDone = advice[reason as FinalReason](request, world)
    return isDone ? [{ namespace, name, reason, message }] : []
  })
}

/** Withdraws a request, and makes it again under its name with other fields. */
function makeAgain(
  { metadata: { namespace = '', name }, spec }: HostnameRequest,
  changes: { hostname?: string; pool?: PoolName },
  world: FaultWorld
): boolean {
  withdrawRequest(namespace, name, world)
  const pool = spec.poolName as PoolName
  return makeRequest(
    { do: 'request', namespace, name, hostname: spec.hostname, pool, ...changes },
    world
  )
}

/** Chooses a hostname in a domain of the pool that neither equals nor overlaps another one. */
function chooseAnotherHostname(request: HostnameRequest, world: FaultWorld): boolean {
  const { truth } = world
  const { namespace, name } = request.metadata
  const taken = [...truth.claims(), ...truth.requests()].map(({ spec }) => spec.hostname)
  const isFree = (hostname: string) =>
    taken.every(other => other !== hostname && !covers(other, hostname))
  const hostname = domainsOf(request, world)
    .map(domain => `${name}-of-${namespace}.${domain}`)
    .find(isFree)
  return hostname !== undefined && makeAgain(request, { hostname }, world)
}

function askAnotherPool(request: HostnameRequest, world: FaultWorld): boolean {
  const other = world.truth.pools().find(({ metadata }) => !metadata.deletionTimestamp)
  if (other === undefined) return false
  return makeAgain(request, { pool: other.metadata.name as PoolName }, world)
}

function makePool(request: HostnameRequest, world: FaultWorld): boolean {
  const plan = planOf(request, world)
  if (plan === undefined) return false
  editPool(plan, world)
  return true
}

function planOf({ spec }: HostnameRequest, { truth }: FaultWorld): PoolPlan | undefined {
  return truth.schedule.pools.find(({ name }) => name === spec.poolName)
}

/** Creates a record at the first name that the message names. */
function createHiddenName(request: HostnameRequest, world: FaultWorld): boolean {
  const [, name] = /would stop ([^\s,]+)/.exec(readyReason(request).message) ?? []
  const domain = Object.keys(zones).find(zone => isWithin(zone, request.spec.hostname))
  if (name === undefined || domain === undefined) return false
  return putExplicitName(name, domain, world)
}

function removeParameters(_: HostnameRequest, world: FaultWorld): boolean {
  configureClass('none', world)
  return true
}

function labelItsNamespace({ metadata }: HostnameRequest, world: FaultWorld): boolean {
  return allowNamespace(String(metadata.namespace), world)
}

type Domain = { name: string; maxHostnamesPerNamespace?: number }

function domainsOf(request: HostnameRequest, world: FaultWorld): readonly string[] {
  const { domains } = specOf(request, world) as { domains?: readonly Domain[] }
  return (domains ?? []).map(({ name }) => name)
}

/** The spec of the pool of a request; empty if there is no such pool. */
function specOf({ spec }: HostnameRequest, { truth }: FaultWorld): object {
  return truth.pools().find(({ metadata }) => metadata.name === spec.poolName)?.spec ?? {}
}

/** The platform team changes a field of the pool of a request, and leaves the others as they are. */
function changePool(request: HostnameRequest, changes: object, world: FaultWorld): boolean {
  const metadata = { name: request.spec.poolName }
  const spec = { ...specOf(request, world), ...changes }
  const pool = { apiVersion, kind: 'GatewayPool', metadata, spec }
  world.cluster.store.apply(pool, { manager: 'platform', force: true })
  return true
}

function addDomain(request: HostnameRequest, world: FaultWorld): boolean {
  const domain = Object.keys(zones).find(name => isWithin(name, request.spec.hostname))
  const plan = rightPlanOf(request, world)
  if (domain === undefined || plan === undefined) return false
  if (domainsOf(request, world).includes(domain)) return true
  const { domains } = specOf(request, world) as { domains: readonly Domain[] }
  const added = poolManifest({ ...plan, domains: [domain], restrictedDomains: [] }).spec as {
    domains: readonly Domain[]
  }
  return changePool(request, { domains: [...domains, ...added.domains] }, world)
}

/** A hostname that has a certificate keeps its zone. Only a new request gets another zone. */
function correctZone(request: HostnameRequest, world: FaultWorld): boolean {
  const right = rightPlanOf(request, world)
  if (right === undefined) return false
  changePool(request, { domains: poolManifest(right).spec?.domains }, world)
  if (!addDomain(request, world)) return false
  if (/keeps this zone/.test(readyReason(request).message)) makeAgainWhenGone(request, world)
  return true
}

/** The plan of the pool of a request, with the hosted zones that exist. */
function rightPlanOf(request: HostnameRequest, world: FaultWorld): PoolPlan | undefined {
  const { wrongZone: _, ...right } = planOf(request, world) ?? {}
  return 'name' in right ? (right as PoolPlan) : undefined
}

function raiseQuota(request: HostnameRequest, world: FaultWorld): boolean {
  const { domains } = specOf(request, world) as { domains: readonly Domain[] }
  const raised = domains.map(domain => ({ ...domain, maxHostnamesPerNamespace: 50 }))
  return changePool(request, { domains: raised }, world)
}

/** A load balancer takes 25 certificates, so beyond that one hostname of the Gateway is given up. */
function makeRoomOnGateway(request: HostnameRequest, world: FaultWorld): boolean {
  const { truth } = world
  const gateway = truth.claimOf(request.spec.hostname)?.spec.gatewayRef.name
  const onGateway = truth.claims().filter(({ spec }) => spec.gatewayRef.name === gateway)
  if (onGateway.length <= mostOnGateway) return raiseCapacity(request, world)
  const other = onGateway.find(({ spec }) => spec.hostname !== request.spec.hostname)
  if (other === undefined) return false
  const { namespace, name } = other.spec.requestRef
  return withdrawRequest(namespace, name, world)
}

const mostOnGateway = 25

function raiseCapacity(request: HostnameRequest, world: FaultWorld): boolean {
  return changePool(
    request,
    { capacity: { maxHostnamesPerGateway: mostOnGateway, maxGateways: 4 } },
    world
  )
}
