import type { Target } from '../../api/domain-claim.ts'
import type { Held } from '../admit/held.ts'
import { isNeutral, servesHostnames } from '../gateways/foreign-listeners.ts'
import { type GatewayState, gatewayStateOf } from '../gateways/gateway-state.ts'
import { targetOf } from '../gateways/target.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Configuration } from '../observe/read-gateways.ts'
import type { Placement } from '../place/place.ts'
import type { Slot } from '../place/slots.ts'
import { certificatesOn, type Withheld } from './wanted-certificates.ts'

/** What one Gateway carries on port 443: the outcome of the third stage. */
export type Attachment = {
  slot: Slot
  /** Certificates wanted in the configuration, the default first. */
  arns: readonly string[]
  /** Assignments on it: hostname → ARN, in the order of the claims' age. */
  assignments: ReadonlyMap<string, string>
  /** Whether HTTPS listeners are rendered. */
  https: boolean
  /** Claims that get a listener, by age. */
  listeners: readonly SeenClaim[]
  /** Names of the listeners that the observed Gateway has. */
  present: ReadonlySet<string>
  state: GatewayState
  /** Where aliases to it point. */
  target: Target | undefined
  /** Claims whose certificate the *observed* configuration carries. */
  attached: ReadonlySet<SeenClaim>
  /** Claims whose issued certificate does not get on it, and why. */
  withheld: ReadonlyMap<SeenClaim, Withheld>
}

/**
 * Decides over certificates and listeners. The order is what keeps the load balancer controller from
 * ever seeing an HTTPS listener without a certificate: first the certificate, and the listeners once
 * the configuration is observed to carry it; at the end the listeners first.
 */
export function attach(seen: Observation, placement: Placement): Attachment[] {
  const byGateway = Map.groupBy(placement.held, ({ claim }) => claim.object.spec.gatewayRef.name)
  return placement.gateways.map(slot =>
    attachOne(seen, slot, onThisGateway(byGateway.get(slot.name), seen))
  )
}

function onThisGateway(held: readonly Held[] | undefined, { pool }: Observation): Held[] {
  const { gatewayNamespace } = pool.spec
  return (held ?? []).filter(
    ({ claim }) => claim.object.spec.gatewayRef.namespace === gatewayNamespace
  )
}

function attachOne(seen: Observation, slot: Slot, held: readonly Held[]): Attachment {
  const configuration = seen.configurations.get(slot.name)
  const { attached, opening, withheld, ...wanted } = certificatesOn(seen, slot, held)
  const { arns, assignments } = isClosing(seen, slot, wanted.arns)
    ? whatIsCarried(configuration)
    : wanted
  const present = new Set(
    (seen.listeners.get(slot.name) ?? []).filter(servesHostnames).map(({ name }) => name)
  )
  const https = wanted.arns.length > 0 && (configuration?.arns.length ?? 0) > 0
  return {
    slot,
    arns: withDefaultFirst(arns, configuration),
    assignments,
    https,
    listeners: https ? listenersFor(held, opening, present) : [],
    present,
    attached,
    withheld,
    state: gatewayStateOf(slot.name, seen),
    target: targetOf(seen, slot)
  }
}

/**
 * No certificate is wanted any more, but the Gateway still has HTTPS listeners: they have to go first. Neutralised
 * ones never go by themselves.
 */
function isClosing(seen: Observation, slot: Slot, arns: readonly string[]): boolean {
  const listeners = seen.listeners.get(slot.name) ?? []
  return (
    arns.length === 0 &&
    listeners.some(listener => listener.protocol === 'HTTPS' && !isNeutral(listener))
  )
}

function whatIsCarried(configuration: Configuration | undefined) {
  return {
    arns: configuration?.arns ?? [],
    assignments: configuration?.assignments ?? new Map<string, string>()
  }
}

/** A change of the default certificate costs a ModifyListener: the observed one stays while it is wanted. */
function withDefaultFirst(
  arns: readonly string[],
  configuration: Configuration | undefined
): string[] {
  const first = configuration?.arns[0]
  if (first === undefined || !arns.includes(first)) return [...arns]
  return [first, ...arns.filter(arn => arn !== first)]
}

/** Listeners whose certificate is carried, and those that were there before; none for overlaps. */
function listenersFor(
  held: readonly Held[],
  carried: ReadonlySet<SeenClaim>,
  present: ReadonlySet<string>
): SeenClaim[] {
  const names = new Set<string>()
  const open = held.filter(({ claim, blockedBy }) => {
    const { sectionName } = claim.object.spec.gatewayRef
    if (claim.terminating || blockedBy !== undefined || names.has(sectionName)) return false
    const opens = carried.has(claim) || present.has(sectionName)
    if (opens) names.add(sectionName)
    return opens
  })
  return open.map(({ claim }) => claim)
}
