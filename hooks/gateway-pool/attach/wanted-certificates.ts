import type { Problem } from '../../conditions/conditions.ts'
import { counted } from '../../text/counted.ts'
import type { Held } from '../admit/held.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import type { Slot } from '../place/slots.ts'
import { type Choice, chooseCertificate } from './choose-certificate.ts'
import { leftoversOn } from './leftovers.ts'

/** Why an issued certificate does not get on its load balancer. */
export type Withheld = Problem

/** Which certificates the configuration of one Gateway is to carry. */
export type WantedCertificates = {
  /** The certificates of the oldest claims first. Certificates without a claim come last. */
  arns: readonly string[]
  /** Which certificate is assigned to which hostname: hostname → ARN. */
  assignments: ReadonlyMap<string, string>
  /**
   * Claims whose certificate the observed configuration carries, and which keep a certificate
   * there. Their listeners may open.
   */
  opening: ReadonlySet<SeenClaim>
  /** Claims whose certificate the observed configuration carries. */
  carried: ReadonlySet<SeenClaim>
  /** Claims whose issued certificate does not get on the load balancer. */
  withheld: ReadonlyMap<SeenClaim, Withheld>
}

type Choices = ReadonlyMap<SeenClaim, Choice>

/**
 * Decides about the certificates of one Gateway.
 * @param held the claims on this Gateway, the oldest first
 */
export function certificatesOn(
  seen: Observation,
  slot: Slot,
  held: readonly Held[]
): WantedCertificates {
  const { gateway } = slot
  const choices = new Map(held.map(({ claim }) => [claim, chooseCertificate(claim, gateway)]))
  const leftovers = leftoversOn(gateway, choices)
  // A certificate of another region would block the whole Gateway. The address of a load balancer
  // tells its region, and a load balancer gets its address without a certificate. So no certificate
  // is added before there is an address.
  const isRegionKnown = gateway.address !== undefined
  const room = isRegionKnown ? mostOn(slot, seen) - leftovers.arns.length : undefined
  const wanted = withinRoom(room, held, choices)
  const claims = held.map(({ claim }) => claim)
  return {
    arns: [...new Set([...wanted.assignments.values(), ...leftovers.arns])],
    assignments: new Map([...wanted.assignments, ...leftovers.assignments]),
    opening: wanted.opening,
    carried: new Set(claims.filter(claim => choices.get(claim)?.carried !== undefined)),
    withheld: new Map([
      ...wanted.waiting.map(claim => [claim, gatewayFull(slot, seen)] as const),
      ...misplaced(choices, gateway)
    ])
  }
}

/** Claims whose certificate is of another region than the load balancer. */
function misplaced(choices: Choices, gateway: GatewayView): [SeenClaim, Withheld][] {
  return [...choices].flatMap(([claim, { elsewhere }]) =>
    elsewhere === undefined ? [] : [[claim, regionMismatch(gateway, elsewhere)]]
  )
}

/**
 * Every application load balancer can carry at least this many certificates: AWS does not let the
 * quota be set lower.
 */
const everyBalancerCarries = 25

/**
 * How many certificates a Gateway may carry. One certificate beyond the quota of the load balancer
 * blocks all the others. If the pool's capacity was lowered, perhaps the quota is smaller than
 * expected. So the lowered capacity limits the certificates even if the Gateway already holds more
 * claims. But up to `everyBalancerCarries`, all these claims get their certificates.
 */
function mostOn({ claims }: Slot, { pool }: Observation): number {
  return Math.max(pool.spec.capacity.maxHostnamesPerGateway, Math.min(claims, everyBalancerCarries))
}

/**
 * Keeps the certificates that are carried, and adds new certificates while there is room, those of
 * the oldest claims first. Room for a claim that was Ready is reserved before any other is given.
 * A claim is blocked if its hostname overlaps the hostname of an older claim. The first row that
 * fits decides.
 *
 * | wanted certificate | carried before | claim is blocked | room | decision |
 * |---|---|---|---|---|
 * | none | any | any | any | nothing |
 * | exists | yes | any | any | it stays, and its listener may open |
 * | exists | no | yes | any | nothing |
 * | exists | no | no | closed (`most` is `undefined`) | nothing |
 * | exists | no, but the claim was Ready | no | reserved | it is added |
 * | exists | no | no | left | it is added |
 * | exists | no | no | none left | the claim waits |
 *
 * @param most how many certificates fit; `undefined` while no new certificate may be added
 * @returns the assignments, the claims whose listeners may open, and the claims that wait for room
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
 * Whether the load balancer carries a certificate of the claim, or has carried one, so that the
 * wanted certificate can take its place. A claim that was Ready had a certificate on this load
 * balancer: ACM reported it, and a hostname never moves to another load balancer. So a new
 * certificate in the place of a vanished one never exceeds the quota.
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
