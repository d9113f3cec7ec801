import type { Reason } from '../../conditions/reasons.ts'
import { counted } from '../../text/counted.ts'
import type { Held } from '../admit/held.ts'
import { saysNotFound } from '../gateways/gateway-state.ts'
import { regionOf } from '../gateways/target.ts'
import type { Observation } from '../observe/observe.ts'
import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import { addressOf } from '../observe/read-gateways.ts'
import type { Slot } from '../place/slots.ts'
import { type Choice, chooseCertificate } from './choose-certificate.ts'
import { leftoversOn } from './leftovers.ts'

/** Why a certificate that is issued does not get on its load balancer. */
export type Withheld = { reason: Reason; message: string }

/** Which certificates the configuration of one Gateway is to carry. */
export type WantedCertificates = {
  /** In the order of the claims' age, those that no claim explains at the end. */
  arns: readonly string[]
  /** Assignments on it: hostname → ARN. */
  assignments: ReadonlyMap<string, string>
  /** Claims whose certificate is carried and stays: their listeners may open. */
  opening: ReadonlySet<SeenClaim>
  /** Claims whose certificate the observed configuration carries. */
  attached: ReadonlySet<SeenClaim>
  /** Claims whose issued certificate has to wait. */
  withheld: ReadonlyMap<SeenClaim, Withheld>
}

/** Decides over the certificates of one Gateway, for the claims on it by age. */
export function certificatesOn(
  seen: Observation,
  slot: Slot,
  held: readonly Held[]
): WantedCertificates {
  const configuration = seen.configurations.get(slot.name)
  const address = addressOf(seen.gateways.get(slot.name))
  const region = regionOf(address)
  const isNotFound = (arn: string) => saysNotFound(seen.gateways.get(slot.name), arn)
  const balancer = { configuration, region, isNotFound }
  const choices = new Map(held.map(({ claim }) => [claim, chooseCertificate(claim, balancer)]))
  const leftovers = leftoversOn({ gateway: slot.name, choices, ...balancer }, seen)
  // Only its address tells in which region a load balancer is, and it gets one without any certificate.
  const room = address === undefined ? undefined : mostOn(slot, seen) - leftovers.arns.length
  const wanted = withinRoom(room, held, choices)
  const attached = held
    .map(({ claim }) => claim)
    .filter(claim => choices.get(claim)?.carried !== undefined)
  return {
    arns: [...new Set([...wanted.assignments.values(), ...leftovers.arns])],
    assignments: new Map([...wanted.assignments, ...leftovers.assignments]),
    opening: wanted.opening,
    attached: new Set(attached),
    withheld: new Map([
      ...wanted.waiting.map(claim => [claim, gatewayFull(slot, seen)] as const),
      ...misplaced(choices).map(
        ([claim, arn]) => [claim, regionMismatch(slot, arn, region)] as const
      )
    ])
  }
}

function misplaced(choices: ReadonlyMap<SeenClaim, Choice>): [SeenClaim, string][] {
  return [...choices].flatMap(([claim, { elsewhere }]) =>
    elsewhere === undefined ? [] : [[claim, elsewhere]]
  )
}

/** Every application load balancer carries so many: the default of the quota, below which it cannot be set. */
const everyBalancerCarries = 25

/**
 * A capacity that is lowered below what a Gateway holds keeps newcomers away; it does not break who was placed there.
 * Up to what every load balancer carries they all get their certificates. Beyond that the capacity may have been
 * lowered because the quota is less than it was taken for, and one certificate too many blocks all the others.
 */
function mostOn({ claims }: Slot, { pool }: Observation): number {
  return Math.max(pool.spec.capacity.maxHostnamesPerGateway, Math.min(claims, everyBalancerCarries))
}

/**
 * Certificates that are carried stay; new ones are added, the oldest claim's first, as long as there is room.
 * @param most undefined when no new one may be added yet
 */
function withinRoom(
  most: number | undefined,
  held: readonly Held[],
  choices: ReadonlyMap<SeenClaim, Choice>
) {
  let room = (most ?? 0) - held.filter(({ claim }) => hasItsRoom(claim, choices.get(claim))).length
  const assignments = new Map<string, string>()
  const opening = new Set<SeenClaim>()
  const waiting: SeenClaim[] = []
  for (const { claim, blockedBy } of held) {
    const choice = choices.get(claim)
    if (choice?.wanted === undefined || assignments.has(claim.hostname)) continue
    if (choice.carried === undefined && (blockedBy !== undefined || most === undefined)) continue
    const isNew = !hasItsRoom(claim, choice)
    if (isNew && room <= 0) waiting.push(claim)
    if (isNew && room-- <= 0) continue
    assignments.set(claim.hostname, choice.wanted)
    if (choice.carried !== undefined) opening.add(claim)
  }
  return { assignments, opening, waiting }
}

/**
 * Whether the load balancer carries a certificate of the claim, or did: who was Ready was on it, for ACM said so, and
 * a hostname never moves. So a successor of a certificate that vanished is never one too many.
 */
function hasItsRoom({ wasReady }: SeenClaim, choice: Choice | undefined): boolean {
  return choice?.wanted !== undefined && (choice.carried !== undefined || wasReady)
}

function regionMismatch({ name }: Slot, arn: string, region: string | undefined): Withheld {
  return {
    reason: 'RegionMismatch',
    message: `the certificate is of region ${regionOfCertificate(arn)}, and the load balancer of Gateway ${name} is in ${region}, where it cannot be used. The platform team sets AWS_REGION of the hooks right, or makes a pool with spec.region; a hostname keeps its region, so delete the request then, wait until its DomainClaim is gone, and make it again`
  }
}

function gatewayFull({ name, claims }: Slot, { pool }: Observation): Withheld {
  const { maxHostnamesPerGateway: most } = pool.spec.capacity
  return {
    reason: 'GatewayFull',
    message: `Gateway ${name} has no room for the certificate: it holds ${counted(claims, 'hostname')}, and spec.capacity.maxHostnamesPerGateway of pool ${pool.metadata.name} is ${most} now. The platform team raises it, if the quota of certificates per load balancer allows that, or has hostnames of this Gateway given up`
  }
}
