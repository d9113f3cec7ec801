import { missedOn } from '../gateways/missed-hostnames.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import { gatewayNameOf } from '../place/occupancy.ts'
import { type Choice, isElsewhere, type OnBalancer } from './choose-certificate.ts'

/** A Gateway, the choices for the claims on it, and its load balancer's region, if that is known. */
type OneGateway = Pick<OnBalancer, 'region' | 'isNotFound'> & {
  gateway: string
  choices: ReadonlyMap<SeenClaim, Choice>
}

/**
 * Certificates that the observed configuration carries and that no readable claim explains. Those of a
 * claim that is gone go. They stay while they may belong to a claim that cannot be read, or, where our
 * assignments says nothing of them, to one that has lost its status.
 * Those of another region than the load balancer's, and those that are not found, serve nobody, and go.
 */
export function leftoversOn(
  { gateway, choices, region, isNotFound }: OneGateway,
  seen: Observation
) {
  const configuration = seen.configurations.get(gateway)
  const explained = new Set(
    [...choices.values()].flatMap(({ carried }) => (carried === undefined ? [] : [carried]))
  )
  const isOfUse = (arn: string) => !isElsewhere(arn, region) && isNotFound?.(arn) !== true
  const unexplained = (configuration?.arns ?? []).filter(arn => !explained.has(arn) && isOfUse(arn))
  const recorded = new Map(
    [...(configuration?.assignments ?? [])].filter(([, arn]) => unexplained.includes(arn))
  )
  const isRecorded = new Set(recorded.values())
  if (hasUnreadableClaim(gateway, seen)) return { arns: unexplained, assignments: recorded }
  const lost = someoneLostItsStatus(choices) ? unexplained.filter(arn => !isRecorded.has(arn)) : []
  const missed = new Set(missedOn(gateway, seen).map(({ hostname }) => hostname))
  const assignments = new Map([...recorded].filter(([hostname]) => missed.has(hostname)))
  return { arns: [...lost, ...assignments.values()], assignments }
}

function hasUnreadableClaim(gateway: string, seen: Observation): boolean {
  return seen.unreadableClaims.some(({ object }) => gatewayNameOf(object.spec) === gateway)
}

function someoneLostItsStatus(choices: ReadonlyMap<SeenClaim, Choice>): boolean {
  return [...choices].some(
    ([claim, { carried }]) =>
      !claim.terminating && carried === undefined && claim.certificate.arn === undefined
  )
}
