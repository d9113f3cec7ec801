import type { HostnameDenialSpec } from '../../api/hostname-denial.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { hash } from '../../hash.ts'
import type { Observation } from '../observe/observe.ts'
import type { Rendered } from './render.ts'

/*
 * Metacontroller applies new children one after another: 5,000 at once would hold the pool up for
 * minutes. So an answer has this many new children at most.
 */
/** New children in their order. */
const mostInOrder = 80
/** New children after those, from an offset that changes with the time. */
const mostByOffset = 20
/** New denials, within the two numbers above. */
const mostDenials = 20

type Denial = DesiredObject<HostnameDenialSpec>

/** The children of one answer, and how many new ones have to wait for the next answer. */
export type Batch = { children: readonly DesiredObject[]; postponed: number }

/**
 * All children that exist, and about 100 new ones: Gateways, claims by age, and denials. The first
 * 80 come in order, and 20 more from an offset that moves with the time, so that children that
 * always fail cannot hold up the rest. Denials come in turn by namespace, so that a namespace with
 * thousands of them does not delay any other.
 */
export function batch(seen: Observation, rendered: Rendered): Batch {
  const isThere = observedChildren(seen)
  const gateways = split(rendered.gateways, isThere)
  const claims = split(rendered.claims, isThere)
  const denials = split(rendered.denials, isThere)
  const existing = [...gateways.existing, ...claims.existing, ...denials.existing]
  const someDenials = roundRobin(denials.missing, seen.now)
  const missing = [...gateways.missing, ...claims.missing, ...someDenials]
  const byOffset = rotated(missing.slice(mostInOrder), seen.now).slice(0, mostByOffset)
  const fresh = [...missing.slice(0, mostInOrder), ...byOffset]
  const allMissing = gateways.missing.length + claims.missing.length + denials.missing.length
  return { children: [...existing, ...fresh], postponed: allMissing - fresh.length }
}

/**
 * The denials that come in this answer: one of each namespace, then a second one of each, and so
 * on.
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
 * A list that starts elsewhere each second, because the first of it may fail for good. The start is
 * a hash of the time: with fixed steps, a list whose length divides the step would see few starts
 * only.
 */
function rotated<T>(list: readonly T[], now: number): readonly T[] {
  const start = hash(String(Math.floor(now / 1000))) % list.length
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
