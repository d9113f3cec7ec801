import type { Held } from '../admit/held.ts'
import { isNeutral, servesHostnames } from '../gateways/foreign-listeners.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Configuration } from '../observe/read-gateways.ts'
import type { Placement } from '../place/place.ts'
import type { Slot } from '../place/slots.ts'
import { certificatesOn, type Withheld } from './wanted-certificates.ts'

/** What the third stage decides for one Gateway: its certificates and its listeners on port 443. */
export type Attachment = {
  gateway: GatewayView
  /** Certificates wanted in the configuration, the default first. */
  arns: readonly string[]
  /** Which certificate is assigned to which hostname: hostname → ARN, the oldest claim first. */
  assignments: ReadonlyMap<string, string>
  /** Whether HTTPS listeners are rendered. */
  https: boolean
  /** Claims that get a listener, by age. */
  listeners: readonly SeenClaim[]
  /** Names of the listeners that the observed Gateway has. */
  present: ReadonlySet<string>
  /** Claims whose certificate the *observed* configuration carries. */
  carried: ReadonlySet<SeenClaim>
  /** Claims whose issued certificate does not get on the Gateway, and why. */
  withheld: ReadonlyMap<SeenClaim, Withheld>
}

/**
 * Decides about the certificates and the HTTPS listeners of each Gateway. The load balancer
 * controller must never see an HTTPS listener without a certificate. So the certificate goes into
 * the configuration first, and the listener follows once the observed configuration carries the
 * certificate. When the last certificate has to go, the listeners go first.
 */
export function attach(seen: Observation, placement: Placement): Attachment[] {
  const { gatewayNamespace } = seen.pool.spec
  const ofNamespace = placement.held.filter(
    ({ claim }) => claim.object.spec.gatewayRef.namespace === gatewayNamespace
  )
  const byGateway = Map.groupBy(ofNamespace, ({ claim }) => claim.object.spec.gatewayRef.name)
  return placement.gateways.map(slot =>
    attachOne(seen, slot, byGateway.get(slot.gateway.name) ?? [])
  )
}

function attachOne(seen: Observation, slot: Slot, held: readonly Held[]): Attachment {
  const { gateway } = slot
  const { configuration } = gateway
  const { carried, opening, withheld, ...wanted } = certificatesOn(seen, slot, held)
  const isClosing = wanted.arns.length === 0 && hasHTTPSListener(gateway)
  const { arns, assignments } = isClosing ? carriedBy(configuration) : wanted
  const present = new Set(gateway.listeners.filter(servesHostnames).map(({ name }) => name))
  const https = wanted.arns.length > 0 && (configuration?.arns.length ?? 0) > 0
  return {
    gateway,
    arns: withDefaultFirst(arns, configuration),
    assignments,
    https,
    listeners: https ? listenersFor(held, opening, present) : [],
    present,
    carried,
    withheld
  }
}

/**
 * Whether the Gateway still has HTTPS listeners that have to go before the last certificate goes.
 * Neutralised listeners do not count, because we cannot remove them.
 */
function hasHTTPSListener({ listeners }: GatewayView): boolean {
  return listeners.some(listener => listener.protocol === 'HTTPS' && !isNeutral(listener))
}

function carriedBy(configuration: Configuration | undefined) {
  return {
    arns: configuration?.arns ?? [],
    assignments: configuration?.assignments ?? new Map<string, string>()
  }
}

/**
 * Keeps the observed default certificate first as long as it is wanted, because a change of the
 * default certificate costs a ModifyListener call.
 */
function withDefaultFirst(
  arns: readonly string[],
  configuration: Configuration | undefined
): string[] {
  const observedDefault = configuration?.arns[0]
  if (observedDefault === undefined || !arns.includes(observedDefault)) return [...arns]
  return [observedDefault, ...arns.filter(arn => arn !== observedDefault)]
}

/**
 * Finds the claims that get a listener: those whose certificate is carried, and those that have a
 * listener already. A claim that is being deleted, or that an older hostname blocks, gets none.
 */
function listenersFor(
  held: readonly Held[],
  opening: ReadonlySet<SeenClaim>,
  present: ReadonlySet<string>
): SeenClaim[] {
  const names = new Set<string>()
  const open = held.filter(({ claim, blockedBy }) => {
    const { sectionName } = claim.object.spec.gatewayRef
    if (claim.terminating || blockedBy !== undefined || names.has(sectionName)) return false
    const opens = opening.has(claim) || present.has(sectionName)
    if (opens) names.add(sectionName)
    return opens
  })
  return open.map(({ claim }) => claim)
}
