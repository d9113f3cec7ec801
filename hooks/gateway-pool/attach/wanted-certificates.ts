import type { Problem } from '../../conditions/conditions.ts'
import { counted } from '../../text/counted.ts'
import type { Held } from '../admit/held.ts'
import { saysNotFound } from '../gateways/controller-conditions.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import type { Slot } from '../place/slots.ts'
import { type Choice, chooseCertificate, type OnBalancer } from './choose-certificate.ts'
import { leftoversOn } from './leftovers.ts'

/** Why an issued certificate does not get on its load balancer. */
export type Withheld = Problem

/** Which certificates the configuration of one Gateway is to carry. */
export type WantedCertificates = {
  /** By age of their claims. Certificates without a claim come last. */
  arns: readonly string[]
  /** Which certificate is assigned to which hostname: hostname → ARN. */
  assignments: ReadonlyMap<string, string>
  /** Claims whose certificate is carried and stays. Their listeners may open. */
  opening: ReadonlySet<SeenClaim>
  /** Claims whose certificate the observed configuration carries. */
  attached: ReadonlySet<SeenClaim>
  /** Claims whose issued certificate does not get on the load balancer. */
  withheld: ReadonlyMap<SeenClaim, Withheld>
}

type Choices = ReadonlyMap<SeenClaim, Choice>

/** Decides about the certificates of one Gateway. `held` are the claims on it, by age. */
export function certificatesOn(
  seen: Observation,
  slot: Slot,
  held: readonly Held[]
): WantedCertificates {
  const { gateway } = slot
  const balancer = balancerOf(gateway)
  const choices = new Map(held.map(({ claim }) => [claim, chooseCertificate(claim, balancer)]))
  const leftovers = leftoversOn(gateway, choices, balancer)
  // The region of a load balancer is known from its address, which it gets without a certificate.
  const isRegionKnown = gateway.address !== undefined
  const room = isRegionKnown ? mostOn(slot, seen) - leftovers.arns.length : undefined
  const wanted = withinRoom(room, held, choices)
  const claims = held.map(({ claim }) => claim)
  return {
    arns: [...new Set([...wanted.assignments.values(), ...leftovers.arns])],
    assignments: new Map([...wanted.assignments, ...leftovers.assignments]),
    opening: wanted.opening,
    attached: new Set(claims.filter(claim => choices.get(claim)?.carried !== undefined)),
    withheld: new Map([
      ...wanted.waiting.map(claim => [claim, gatewayFull(slot, seen)] as const),
      ...misplaced(choices, gateway)
    ])
  }
}

function balancerOf({ configuration, region, controllerRefusal }: GatewayView): OnBalancer {
  return { configuration, region, isNotFound: arn => saysNotFound(controllerRefusal, arn) }
}

/** Claims whose certificate is of another region than the load balancer. */
function misplaced(choices: Choices, gateway: GatewayView): [SeenClaim, Withheld][] {
  return [...choices].flatMap(([claim, { elsewhere }]) =>
    elsewhere === undefined ? [] : [[claim, regionMismatch(gateway, elsewhere)]]
  )
}

/**
 * Every application load balancer carries this many certificates: the quota cannot be set lower.
 */
const everyBalancerCarries = 25

/**
 * How many certificates a Gateway may carry. A capacity lowered below what the Gateway holds keeps
 * newcomers away, but claims placed there before keep working. Up to what every load balancer
 * carries, all of them get their certificates. Beyond that, the capacity may have been lowered
 * because the quota is smaller than expected, and one certificate too many blocks all the others.
 */
function mostOn({ claims }: Slot, { pool }: Observation): number {
  return Math.max(pool.spec.capacity.maxHostnamesPerGateway, Math.min(claims, everyBalancerCarries))
}

/**
 * Keeps the certificates that are carried, and adds new ones while there is room, the oldest
 * claim's first. A claim that waits for room is returned in `waiting`.
 *
 * | the claim's wanted certificate | carried before | room | blocked by an older one | then |
 * |---|---|---|---|---|
 * | none | | | | nothing |
 * | exists | yes | | | stays, and its listener may open |
 * | exists | no | | yes | nothing |
 * | exists | no | `most` is `undefined` | | nothing |
 * | exists | no, but the claim was Ready | | no | is added in its old place |
 * | exists | no | left | no | is added |
 * | exists | no | none left | no | waits |
 *
 * @param most how many certificates fit; `undefined` when no new certificate may be added yet
 */
function withinRoom(most: number | undefined, held: readonly Held[], choices: Choices) {
  const hasPlace = ({ claim }: Held) => hasItsPlace(claim, choices.get(claim))
  let room = (most ?? 0) - held.filter(hasPlace).length
  const assignments = new Map<string, string>()
  const opening = new Set<SeenClaim>()
  const waiting: SeenClaim[] = []
  for (const holding of held) {
    const { claim, blockedBy } = holding
    const { wanted, carried } = choices.get(claim) ?? {}
    if (wanted === undefined || assignments.has(claim.hostname)) continue
    const mayAdd = blockedBy === undefined && most !== undefined
    if (carried === undefined && !mayAdd) continue
    if (!hasPlace(holding)) room -= 1
    if (!hasPlace(holding) && room < 0) {
      waiting.push(claim)
      continue
    }
    assignments.set(claim.hostname, wanted)
    if (carried !== undefined) opening.add(claim)
  }
  return { assignments, opening, waiting }
}

/**
 * Whether the load balancer carries a certificate of the claim, or has carried one. A claim that
 * was Ready was on it, because ACM said so, and a hostname never moves to another load balancer. So
 * a new certificate in place of a vanished one never exceeds the quota.
 */
function hasItsPlace({ wasReady }: SeenClaim, choice: Choice | undefined): boolean {
  return choice?.wanted !== undefined && (choice.carried !== undefined || wasReady)
}

function regionMismatch({ name, region }: GatewayView, arn: string): Withheld {
  const certificate = `the certificate is of region ${regionOfCertificate(arn)}`
  return {
    reason: 'RegionMismatch',
    message: `${certificate}, but the load balancer of Gateway ${name} is in ${region}`
  }
}

function gatewayFull({ gateway, claims }: Slot, { pool }: Observation): Withheld {
  const { maxHostnamesPerGateway: most } = pool.spec.capacity
  const limit = `spec.capacity.maxHostnamesPerGateway of pool ${pool.metadata.name}`
  return {
    reason: 'GatewayFull',
    message:
      `Gateway ${gateway.name} has no room for the certificate: ` +
      `it holds ${counted(claims, 'hostname')}, and ${limit} is ${most} now`
  }
}
