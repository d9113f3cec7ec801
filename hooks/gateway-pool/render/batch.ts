import { fieldOf } from '../../api/field-of.ts'
import type { HostnameDenialSpec } from '../../api/hostname-denial.ts'
import { isEqual } from '../../api/is-equal.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { hash } from '../../hash.ts'
import { textOf } from '../../text/text-of.ts'
import { graceEndOf, releaseTimeOf } from '../admit/release.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import { listAgain, type Rendered } from './render.ts'

/*
 * Metacontroller applies new children one after another: 5,000 new children at once would hold up
 * the pool for minutes. So the next three numbers limit the new children of one answer.
 */
/** At most this many new children come in their order. */
const mostInOrder = 40
/** At most this many further new children come, from an offset that changes with the time. */
const mostByOffset = 10
/** At most this many new denials come. They count for the two numbers above too. */
const mostDenials = 20
/**
 * At most this many claims that exist are changed in one answer. The others stay as observed, and
 * come in the next answers, so that changed claims, new claims and denials take turns.
 */
const mostChanged = 40
/**
 * If claims are about to be deleted and fewer than `fewGoing` are in deletion, ACM has nothing to
 * delete soon. Then one answer changes at most this many claims, so that the next answer, which
 * deletes, comes sooner.
 */
const mostChangedBeforeDeletions = 20
const fewGoing = 100
/** At least this many of them are not urgent, if there are so many. */
const leastForOthers = 10

type Claim = DesiredObject
type Denial = DesiredObject<HostnameDenialSpec>

/** The children of one answer, and how many new or changed ones wait for the next answer. */
export type Batch = { children: readonly DesiredObject[]; postponed: number }

/**
 * Picks all children that exist, with at most `mostChanged` of the claims changed, and at most 50
 * new ones: Gateways that are missing although claims are on them, then new claims, then denials.
 * Each new Gateway comes right before the first claim on it, so that the many Gateways of a
 * namespace with thousands of hostnames do not delay the first claim of another namespace.
 *
 * Children that always fail must not hold up the rest. So 40 new children come in their order, and
 * 10 more from an offset that changes with the time. A namespace with thousands of denials must not
 * delay the denials of other namespaces. So the namespaces take turns.
 */
export function batch(seen: Observation, rendered: Rendered): Batch {
  const isThere = observedChildren(seen)
  const gateways = split([...rendered.gateways.values()].flat(), isThere)
  const claims = split(rendered.claims, isThere)
  const denials = split(rendered.denials, isThere)
  const changes = changesFirst(seen, claims.existing)
  const existing = [...gateways.existing, ...changes.claims, ...denials.existing]
  const someDenials = roundRobin(denials.missing, seen.now)
  const missing = [...withGateways(claims.missing, gateways.missing, rendered), ...someDenials]
  const byOffset = rotated(missing.slice(mostInOrder), seen.now).slice(0, mostByOffset)
  const fresh = [...missing.slice(0, mostInOrder), ...byOffset]
  const allMissing = gateways.missing.length + claims.missing.length + denials.missing.length
  const postponed = allMissing - fresh.length + changes.postponed
  return { children: [...existing, ...fresh], postponed }
}

/**
 * Changes the claims that get their first target, then others, Gateway by Gateway, and lists the
 * rest as they are. The claims begin at an offset that changes with the time, because a change may
 * fail for good.
 */
function changesFirst(
  seen: Observation,
  claims: readonly Claim[]
): { claims: readonly Claim[]; postponed: number } {
  const observed = new Map(seen.claims.map(({ name, object }) => [name, object]))
  const isChanged = ({ metadata, spec }: Claim) => {
    const object = observed.get(metadata.name)
    return object !== undefined && !isEqual(object.spec, spec)
  }
  const changed = claims.filter(isChanged)
  const most = mostChangedNow(seen)
  if (changed.length <= most) return { claims, postponed: 0 }
  const isUrgent = ({ metadata, spec }: Claim) =>
    fieldOf(spec, 'target') !== undefined && observed.get(metadata.name)?.spec.target === undefined
  const urgent = rotated(changed.filter(isUrgent), seen.now)
  const others = byGateway(
    changed.filter(claim => !isUrgent(claim)),
    seen.now
  )
  // Urgent changes that fail for good must not hold up the others.
  const forOthers = Math.min(others.length, leastForOthers)
  const inOrder = [
    ...urgent.slice(0, most - forOthers),
    ...others,
    ...urgent.slice(most - forOthers)
  ]
  const postponed = new Set(inOrder.slice(most))
  const asObserved = (claim: Claim) => {
    const object = observed.get(claim.metadata.name)
    return object === undefined ? claim : listAgain(object, claim.kind, claim.apiVersion)
  }
  return {
    claims: claims.map(claim => (postponed.has(claim) ? asObserved(claim) : claim)),
    postponed: postponed.size
  }
}

/**
 * Brings claims of the same Gateway together. If claims of many Gateways are released and deleted
 * together, each answer changes many Gateways. That is the slowest that an answer can do: the API
 * server checks all listeners of a Gateway, and its load balancer is changed each time. The
 * Gateways, and the claims of each, begin at an offset that changes with the time.
 */
function byGateway(claims: readonly Claim[], now: number): readonly Claim[] {
  const groups = [...Map.groupBy(claims, gatewayOf)]
  return rotated(groups, now).flatMap(([gateway, each]) => rotated(each, now, gateway))
}

function mostChangedNow(seen: Observation): number {
  const going = seen.claims.filter(({ terminating }) => terminating).length
  if (going >= fewGoing || seen.brake.heldBackTimes !== undefined) return mostChanged
  const isDue = (claim: SeenClaim) => {
    const releasedAt = claim.terminating ? undefined : releaseTimeOf(claim, seen.now)
    return releasedAt !== undefined && seen.now >= graceEndOf(releasedAt, seen)
  }
  return seen.claims.some(isDue) ? mostChangedBeforeDeletions : mostChanged
}

/** Puts the objects of each Gateway before the first claim on it, or to the front. */
function withGateways(
  claims: readonly Claim[],
  missing: readonly DesiredObject[],
  { gateways }: Rendered
): readonly DesiredObject[] {
  const left = new Set(missing)
  const take = (name: string) => {
    const objects = (gateways.get(name) ?? []).filter(object => left.has(object))
    for (const object of objects) left.delete(object)
    return objects
  }
  const inOrder = claims.flatMap(claim => [...take(gatewayOf(claim)), claim])
  return [...left, ...inOrder]
}

function gatewayOf({ spec }: Claim): string {
  return textOf(fieldOf(fieldOf(spec, 'gatewayRef'), 'name'))
}

/**
 * Picks the denials that come in this answer: one of each namespace, then a second one of each
 * namespace, and so on, up to `mostDenials`.
 */
function roundRobin(denials: readonly Denial[], now: number): readonly Denial[] {
  const byNamespace = Map.groupBy(denials, ({ spec }) => spec.requestRef.namespace)
  const queues = [...byNamespace.values()].map(queue => rotated(queue, now).slice(0, mostDenials))
  const inTurn = rotated(queues, now)
  const rounds = Array.from({ length: mostDenials }, (_, round) =>
    inTurn.flatMap(queue => queue[round] ?? [])
  )
  return rounds.flat().slice(0, mostDenials)
}

/**
 * Rotates a list, so that it starts at another element each second: the first elements may fail for
 * good. The start is a hash of the time. If the start moved by a fixed step, a list whose length
 * divides the step would always start at the same few elements.
 * @param of lists with different names start at different elements
 */
function rotated<T>(list: readonly T[], now: number, of = ''): readonly T[] {
  const start = hash(`${Math.floor(now / 1000)}${of}`) % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

function observedChildren(seen: Observation): (child: DesiredObject) => boolean {
  const children = seen.claims.filter(({ adopted }) => !adopted).map(({ name }) => name)
  const unreadable = seen.unreadableClaims.map(({ object }) => object.metadata.name)
  const names: Record<string, { has: (name: string) => boolean }> = {
    DomainClaim: new Set([...children, ...unreadable]),
    HostnameDenial: seen.denials,
    Gateway: seen.gateways,
    HTTPRoute: seen.routes,
    LoadBalancerConfiguration: seen.configurations,
    TargetGroupConfiguration: seen.targetGroups
  }
  return child => names[child.kind]?.has(child.metadata.name) ?? false
}

function split<T extends DesiredObject>(children: readonly T[], isThere: (child: T) => boolean) {
  return {
    existing: children.filter(isThere),
    missing: children.filter(child => !isThere(child))
  }
}
