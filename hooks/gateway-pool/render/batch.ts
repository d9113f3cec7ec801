import type { HostnameDenialSpec } from '../../api/hostname-denial.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { hash } from '../../hash.ts'
import type { Observation } from '../observe/observe.ts'
import type { Rendered } from './render.ts'

/** Metacontroller applies new children one after another; 5,000 at once would hold the pool up for minutes. */
const inOrder = 80
const byOffset = 20
const mostDenials = 20

type Denial = DesiredObject<HostnameDenialSpec>

/** The children of one answer, and how many had to wait for the next. */
export type Batch = { children: readonly DesiredObject[]; postponed: number }

/**
 * All children that are there, and about 100 new ones: Gateways, claims by age and denials, the first
 * 80, and 20 more from an offset that moves with the time, so that some that always fail cannot hold
 * up the rest. Namespaces take turns with their denials: thousands of one delay nobody else's.
 */
export function batch(seen: Observation, rendered: Rendered): Batch {
  const isThere = observedNames(seen)
  const [gateways, oldGateways] = split(rendered.gateways, isThere)
  const [claims, oldClaims] = split(rendered.claims, isThere)
  const [denials, oldDenials] = split(rendered.denials, isThere)
  const someDenials = roundRobin(denials, seen.now)
  const missing = [...gateways, ...claims, ...someDenials]
  const fresh = [
    ...missing.slice(0, inOrder),
    ...rotated(missing.slice(inOrder), seen.now).slice(0, byOffset)
  ]
  const postponed = missing.length + denials.length - someDenials.length - fresh.length
  return { children: [...oldGateways, ...oldClaims, ...oldDenials, ...fresh], postponed }
}

/** As many denials as may come at once: of each namespace one, then of each a second one, and so on. */
function roundRobin(denials: readonly Denial[], now: number): readonly Denial[] {
  const byNamespace = Map.groupBy(denials, ({ spec }) => spec.requestRef.namespace)
  const some = [...byNamespace.values()].map(ofOne => rotated(ofOne, now).slice(0, mostDenials))
  const turns = rotated(some, now)
  const rounds = Array.from({ length: mostDenials }, (_, round) =>
    turns.flatMap(ofOne => ofOne[round] ?? [])
  )
  return rounds.flat().slice(0, mostDenials)
}

/**
 * A list from another start each second, short ones too: the first of a namespace may fail for good. Steps as long as
 * the list, or its part, would come back to few starts: a hash of the time comes to all.
 */
function rotated<T>(list: readonly T[], now: number): readonly T[] {
  const start = hash(String(Math.floor(now / 1000))) % list.length
  return [...list.slice(start), ...list.slice(0, start)]
}

function observedNames(seen: Observation): (child: DesiredObject) => boolean {
  const claims = [...seen.claims.filter(claim => !claim.adopted).map(({ name }) => name)]
  const unreadable = seen.unreadableClaims.map(({ object }) => object.metadata.name)
  const names: Record<string, { has: (name: string) => boolean }> = {
    DomainClaim: new Set([...claims, ...unreadable]),
    HostnameDenial: seen.denials,
    Gateway: seen.gateways,
    HTTPRoute: seen.routes,
    LoadBalancerConfiguration: seen.configurations,
    TargetGroupConfiguration: seen.targetGroups
  }
  return child => names[child.kind]?.has(child.metadata.name) ?? false
}

/** New children and those that are there. */
function split<T extends DesiredObject>(children: readonly T[], isThere: (child: T) => boolean) {
  const { true: old = [], false: fresh = [] } = Object.groupBy(children, child =>
    isThere(child) ? 'true' : 'false'
  )
  return [fresh, old] as const
}
