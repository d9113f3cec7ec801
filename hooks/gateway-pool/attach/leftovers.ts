import type { GatewayView } from '../gateways/gateway-view.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import { type Choice, isElsewhere } from './choose-certificate.ts'

type Choices = ReadonlyMap<SeenClaim, Choice>

/** Certificates that stay although no readable claim has them, and their assignments. */
export type Leftovers = {
  arns: readonly string[]
  assignments: ReadonlyMap<string, string>
}

/**
 * Decides which of the carried certificates stay although no readable claim has them. Usually such
 * a certificate goes, because its claim is gone. It stays if it may belong to a claim that we
 * cannot see or read. The first row that fits decides.
 *
 * | the certificate | decision |
 * |---|---|
 * | is of another region | goes: it serves nobody |
 * | any other, while a claim on the Gateway cannot be read | stays: it may be that claim's |
 * | is assigned to a hostname in `missed` | stays with its assignment |
 * | is assigned to another hostname | goes: the claim of the hostname is gone |
 * | is not assigned, and a claim has lost its status | stays: it may be that claim's |
 * | is not assigned, and no claim has lost its status | goes |
 */
export function leftoversOn(
  { region, configuration, missed, unreadableClaims }: GatewayView,
  choices: Choices
): Leftovers {
  const claimed = new Set([...choices.values()].map(({ carried }) => carried))
  const arns = (configuration?.arns ?? []).filter(
    arn => !claimed.has(arn) && !isElsewhere(arn, region)
  )
  const assignments = new Map(
    [...(configuration?.assignments ?? [])].filter(([, arn]) => arns.includes(arn))
  )
  if (unreadableClaims.length > 0) return { arns, assignments }
  const assigned = new Set(assignments.values())
  const unassigned = hasLostStatus(choices) ? arns.filter(arn => !assigned.has(arn)) : []
  const missedHostnames = new Set(missed.map(({ hostname }) => hostname))
  const kept = new Map([...assignments].filter(([hostname]) => missedHostnames.has(hostname)))
  return { arns: [...unassigned, ...kept.values()], assignments: kept }
}

/** Whether any live claim carries no certificate, and its status names none either. */
function hasLostStatus(choices: Choices): boolean {
  return [...choices].some(
    ([{ terminating, certificate }, { carried }]) =>
      !terminating && carried === undefined && certificate.arn === undefined
  )
}
