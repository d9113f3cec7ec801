import type { Choice } from './certificates.ts'
import type { Observed } from './observe.ts'
import { gatewayNameOf } from './occupancy.ts'
import type { Claim } from './read-claims.ts'

/**
 * Certificates that the observed configuration carries and that no readable claim explains. Those of a
 * claim that is gone go. They stay while they may belong to a claim that cannot be read, or, where our
 * record says nothing of them, to one that has lost its status.
 */
export function leftoversOn(gateway: string, choices: ReadonlyMap<Claim, Choice>, seen: Observed) {
  const configuration = seen.configurations.get(gateway)
  const explained = new Set([...choices.values()].flatMap(({ carried }) => (carried === undefined ? [] : [carried])))
  const unexplained = (configuration?.arns ?? []).filter(arn => !explained.has(arn))
  const recorded = new Map([...(configuration?.owners ?? [])].filter(([, arn]) => unexplained.includes(arn)))
  const isRecorded = new Set(recorded.values())
  if (hasUnreadableClaim(gateway, seen)) return { arns: unexplained, owners: recorded }
  const arns = someoneLostItsStatus(choices) ? unexplained.filter(arn => !isRecorded.has(arn)) : []
  return { arns, owners: new Map<string, string>() }
}

function hasUnreadableClaim(gateway: string, seen: Observed): boolean {
  return seen.unreadableClaims.some(({ object }) => gatewayNameOf(object.spec) === gateway)
}

function someoneLostItsStatus(choices: ReadonlyMap<Claim, Choice>): boolean {
  return [...choices].some(
    ([claim, { carried }]) => !claim.terminating && carried === undefined && claim.certificate.arn === undefined
  )
}
