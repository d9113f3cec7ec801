import type { AliasStatus } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import type { Ownership } from '../../dns/ownership.ts'
import type { Observation, StepContext } from '../observe/observation.ts'

/**
 * How long (ms) a change usually takes to reach all of Route 53's servers. One whose id was lost, with an answer or
 * with a status, cannot be asked for: it is given so long from when it was first seen.
 */
const usually = 60_000

/** The revision in the zone, and what is remembered of it. */
type Revision = Pick<Ownership, 'revision'>

/** Whether the alias, as the zone has it now, has reached all of Route 53's servers. */
export function isPropagated(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  seen: Pick<Observation, 'changeInSync'>,
  at: Pick<StepContext, 'now'>
): boolean {
  if (alias?.revision !== revision) return false
  if (alias.changeID !== undefined) return seen.changeInSync === true
  return alias.unconfirmedSince === undefined || usuallySpreadAt(alias.unconfirmedSince) <= at.now
}

/** In how many seconds more will be known of an alias that is not spread. */
export function propagationSeenAfter(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  { changeAskedAgainAt }: Pick<Observation, 'changeAskedAgainAt'>,
  at: Pick<StepContext, 'now'>
): number {
  const isKnown = alias?.revision === revision
  if (isKnown && alias.changeID !== undefined && changeAskedAgainAt !== undefined)
    return Math.max(1, Math.ceil((changeAskedAgainAt - at.now) / 100) / 10)
  const since = isKnown ? alias.unconfirmedSince : undefined
  const end = since === undefined ? at.now + usually : usuallySpreadAt(since)
  return Math.max(1, Math.ceil((end - at.now) / 1000))
}

/** What is to be remembered of how far the alias, as the zone has it now, has spread. */
export function reportPropagation(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  seen: Pick<Observation, 'changeInSync'>,
  at: Pick<StepContext, 'now'>
): Pick<AliasStatus, 'revision' | 'changeID' | 'unconfirmedSince'> {
  if (isPropagated(alias, { revision }, seen, at)) return { revision }
  if (alias?.revision !== revision) return { revision, unconfirmedSince: timestamp(at.now) }
  const { changeID, unconfirmedSince } = alias
  if (changeID !== undefined) return { revision, changeID }
  return { revision, ...defined({ unconfirmedSince }) }
}

function usuallySpreadAt(since: string): number {
  return Date.parse(since) + usually
}
