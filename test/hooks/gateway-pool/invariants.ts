import type { DomainClaimSpec, DomainClaimStatus } from '../../../hooks/api/domain-claim.ts'
import type { DesiredObject, KubernetesObject } from '../../../hooks/api/objects.ts'
import { isNeutral } from '../../../hooks/gateway-pool/gateways/foreign-listeners.ts'
import {
  type Listener,
  listenersOf,
  readConfiguration
} from '../../../hooks/gateway-pool/observe/read-gateways.ts'
import type { SyncResponse } from '../../../hooks/wire/metacontroller.ts'
import { overlaps } from '../../helpers/overlaps.ts'
import { all, type World } from './world.ts'

/** What has to hold for every answer, whatever the world looks like; violations in words. */
export function violations(w: World, answer: SyncResponse): string[] {
  const kinds = (kind: string) => answer.children.filter(child => child.kind === kind)
  return [
    ...oneClaimPerHostname(w, kinds('DomainClaim')),
    ...nothingIsLost(w, answer),
    ...nobodyMoves(w, kinds('DomainClaim')),
    ...nothingIsOverfull(w, answer),
    ...kinds('Gateway').flatMap(gateway =>
      listenersAreSafe(w, gateway as KubernetesObject, answer)
    ),
    ...nothingIsDetachedWithoutEvidence(w, answer)
  ]
}

function specOf(claim: DesiredObject | KubernetesObject): DomainClaimSpec {
  return claim.spec as DomainClaimSpec
}

/** The pool's claims, those without an owner included. */
function claimsOf(w: World): KubernetesObject[] {
  return [...all(w, 'DomainClaim'), ...w.otherClaims]
}

function oneClaimPerHostname(w: World, claims: readonly DesiredObject[]): string[] {
  const others = w.otherClaims.filter(
    other => !claims.some(claim => claim.metadata.name === other.metadata.name)
  )
  const hostnames = [...claims, ...others].map(claim => specOf(claim).hostname)
  return hostnames
    .filter((hostname, i) => hostnames.indexOf(hostname) !== i)
    .map(name => `two claims for ${name}`)
}

/**
 * What is left out is deleted: only claims whose observed release is over, and Gateways nobody is
 * on.
 */
function nothingIsLost(w: World, answer: SyncResponse): string[] {
  const answered = new Set(answer.children.map(child => `${child.kind} ${child.metadata.name}`))
  const isLost = (object: KubernetesObject) =>
    !answered.has(`${object.kind} ${object.metadata.name}`)
  const claims = all(w, 'DomainClaim')
    .filter(isLost)
    .filter(claim => !graceIsOver(w, claim))
  const used = new Set(claimsOf(w).map(claim => specOf(claim).gatewayRef.name))
  const gateways = all(w, 'Gateway')
    .filter(isLost)
    .filter(({ metadata }) => used.has(metadata.name))
  const there = new Set(all(w, 'Gateway').map(({ metadata }) => metadata.name))
  const configurations = [
    ...all(w, 'LoadBalancerConfiguration'),
    ...all(w, 'TargetGroupConfiguration')
  ]
  const early = configurations.filter(isLost).filter(({ metadata }) => there.has(metadata.name))
  return [...claims, ...gateways, ...early].map(
    ({ kind, metadata }) => `lost: ${kind} ${metadata.name}`
  )
}

function graceIsOver(w: World, claim: KubernetesObject): boolean {
  const released = specOf(claim).releasedAt
  return (
    released !== undefined && Date.parse(released) + w.pool.spec.releaseGraceSeconds * 1000 <= w.now
  )
}

function nobodyMoves(w: World, claims: readonly DesiredObject[]): string[] {
  const wanted = new Map(
    claims.map(claim => [claim.metadata.name, JSON.stringify(frozen(specOf(claim)))])
  )
  const moved = all(w, 'DomainClaim').filter(({ metadata, spec }) => {
    const after = wanted.get(metadata.name)
    return after !== undefined && after !== JSON.stringify(frozen(spec as DomainClaimSpec))
  })
  return moved.map(({ metadata }) => `changed what cannot change: ${metadata.name}`)
}

function frozen({
  hostname,
  requestRef,
  poolName,
  region,
  hostedZoneID,
  validationZoneID,
  gatewayRef
}: DomainClaimSpec) {
  const { namespace } = requestRef
  return [hostname, namespace, poolName, region, hostedZoneID, validationZoneID, gatewayRef]
}

function nothingIsOverfull(w: World, answer: SyncResponse): string[] {
  const most = w.pool.spec.capacity.maxHostnamesPerGateway
  const before = countBy(claimsOf(w).map(claim => specOf(claim).gatewayRef.name))
  const claims = answer.children.filter(({ kind }) => kind === 'DomainClaim')
  const after = countBy(claims.map(claim => specOf(claim).gatewayRef.name))
  const full = [...after].filter(([name, count]) => count > Math.max(most, before.get(name) ?? 0))
  const certificates = configurationsOf(answer).filter(({ name, arns }) => {
    // Who was placed there before the capacity was lowered stays served.
    return (
      arns.length > Math.max(most, Math.min(25, before.get(name) ?? 0), carriedOn(w, name).length)
    )
  })
  return [
    ...full.map(([name]) => `overfull: ${name}`),
    ...certificates.map(({ name }) => `certificates on ${name}`)
  ]
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function configurationsOf(answer: SyncResponse) {
  const configurations = answer.children.filter(({ kind }) => kind === 'LoadBalancerConfiguration')
  return configurations.map(child => ({
    name: child.metadata.name,
    ...readConfiguration(child as KubernetesObject)
  }))
}

function carriedOn(w: World, gateway: string): readonly string[] {
  const found = all(w, 'LoadBalancerConfiguration').find(
    ({ metadata }) => metadata.name === gateway
  )
  return found === undefined ? [] : readConfiguration(found).arns
}

function listenersAreSafe(w: World, gateway: KubernetesObject, answer: SyncResponse): string[] {
  const { name } = gateway.metadata
  const listeners = listenersOf(gateway)
  const https = listeners.filter(({ protocol }) => protocol === 'HTTPS')
  const wanted =
    configurationsOf(answer).find(configuration => configuration.name === name)?.arns ?? []
  const bare = https.length > 0 && (carriedOn(w, name).length === 0 || wanted.length === 0)
  const names = listeners.map(listener => listener.name)
  return [
    ...(bare ? [`HTTPS without a certificate on ${name}`] : []),
    ...(losesItsLast(w, name, wanted)
      ? [`the last certificate goes before the listeners of ${name}`]
      : []),
    ...(new Set(names).size < names.length ? [`two listeners of one name on ${name}`] : []),
    ...(https.length > 0 && !names.includes('keeper') ? [`no keeper on ${name}`] : []),
    ...listeners
      .filter(one => !isNeutral(one))
      .flatMap(listener => admitsOnlyTheOwner(w, listener)),
    ...staysOpen(w, name, listeners),
    ...https.flatMap(one =>
      https.filter(other => trespasses(one, other)).map(other => `${one.name} over ${other.name}`)
    )
  ]
}

/**
 * A listener that somebody else owns too does not go when it is left out: it would go on admitting
 * its namespace.
 */
function staysOpen(w: World, gateway: string, wanted: readonly Listener[]): string[] {
  const observed = listenersOf(all(w, 'Gateway').find(({ metadata }) => metadata.name === gateway))
  const names = new Set(wanted.map(({ name }) => name))
  const open = observed.filter(
    ({ name, otherManagers }) => otherManagers.length > 0 && !names.has(name)
  )
  return open.map(({ name }) => `left open on ${gateway}: ${name}`)
}

function losesItsLast(w: World, name: string, wanted: readonly string[]): boolean {
  const observed = listenersOf(all(w, 'Gateway').find(({ metadata }) => metadata.name === name))
  const isOpen = observed.some(({ protocol }) => protocol === 'HTTPS')
  return isOpen && wanted.length === 0 && carriedOn(w, name).length > 0
}

function admitsOnlyTheOwner(w: World, listener: Listener): string[] {
  const claims = claimsOf(w).filter(claim => specOf(claim).gatewayRef.sectionName === listener.name)
  const owner = claims.map(claim => specOf(claim).requestRef.namespace)[0]
  const isOurs = listener.name === 'http' || listener.name === 'keeper'
  if (admitted(listener) !== (isOurs ? 'Same' : `only ${owner}`))
    return [`${listener.name} admits others`]
  return isOurs || kindsOf(listener) === 'HTTPRoute,GRPCRoute'
    ? []
    : [`${listener.name} admits ${kindsOf(listener)}`]
}

/**
 * Kinds of routes that a listener takes; without a list, every kind that its controller knows, and
 * our policies look at two of them.
 */
function kindsOf({ raw }: Listener): string {
  const { kinds } = (raw as { allowedRoutes: { kinds?: readonly { kind: string }[] } })
    .allowedRoutes
  return kinds?.map(({ kind }) => kind).join() ?? 'every kind'
}

function admitted({ raw }: Listener): string {
  type Raw = {
    allowedRoutes: {
      namespaces: { from: string; selector?: { matchLabels: Record<string, string> } }
    }
  }
  const { from, selector } = (raw as Raw).allowedRoutes.namespaces
  return from === 'Selector' ? `only ${selector?.matchLabels['kubernetes.io/metadata.name']}` : from
}

function trespasses(one: Listener, other: Listener): boolean {
  return (
    one !== other &&
    admitted(one) !== admitted(other) &&
    overlaps(one.hostname ?? '', other.hostname ?? '')
  )
}

function nothingIsDetachedWithoutEvidence(w: World, answer: SyncResponse): string[] {
  return configurationsOf(answer).flatMap(({ name, arns }) => {
    const detached = carriedOn(w, name).filter(arn => !arns.includes(arn))
    return detached.filter(arn => !mayGo(w, name, arn)).map(arn => `detached from ${name}: ${arn}`)
  })
}

/**
 * A claim may vouch for a certificate's end; only when no live claim is concerned may it go
 * without.
 */
function mayGo(w: World, gateway: string, arn: string): boolean {
  const claims = claimsOf(w).filter(claim => specOf(claim).gatewayRef.name === gateway)
  const id = arn.slice(arn.lastIndexOf('/') + 1, arn.lastIndexOf('-'))
  const owner = claims.find(
    claim => specOf(claim).hostname.replace('*', 'wildcard').replaceAll('.', '-') === id
  )
  if (owner === undefined || owner.metadata.deletionTimestamp !== undefined) return true
  const certificate = (owner.status as DomainClaimStatus | undefined)?.certificate
  const isReplaced = certificate?.status === 'ISSUED' && certificate.arn !== arn
  const dead = ['NotFound', 'FAILED', 'VALIDATION_TIMED_OUT']
  const isDead = certificate?.ended?.arn === arn && dead.includes(certificate.ended.reason)
  return (
    isReplaced || isDead || (certificate?.arn === arn && dead.includes(certificate.status ?? ''))
  )
}
