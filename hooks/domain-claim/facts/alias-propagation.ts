import type { AliasStatus } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import type { Ownership } from '../../dns/ownership.ts'
import type { Observation } from './observation.ts'
import type { StepContext } from './step-context.ts'

/**
 * How long (ms) a change usually takes to reach all of Route 53's servers. The id of a change can
 * get lost, with the answer of the call or with a status. Without the id, Route 53 cannot be asked
 * about the change. So such a change counts as propagated this long after it was first seen.
 */
const usualPropagationMs = 60_000

/** The revision that the ownership record in the zone has. */
type Revision = Pick<Ownership, 'revision'>

/** Whether the alias that is in the zone now has reached all of Route 53's servers. */
export function isPropagated(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  seen: Pick<Observation, 'changeInSync'>,
  { now }: Pick<StepContext, 'now'>
): boolean {
  if (alias?.revision !== revision) return false
  if (alias.changeID !== undefined) return seen.changeInSync === true
  return alias.unconfirmedSince === undefined || usualEnd(alias.unconfirmedSince) <= now
}

/**
 * Seconds until a sync can learn more about an alias that has not reached all of Route 53's
 * servers.
 */
export function propagationSeenAfter(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  { changeAskedAgainAt }: Pick<Observation, 'changeAskedAgainAt'>,
  { now }: Pick<StepContext, 'now'>
): number {
  const isKnown = alias?.revision === revision
  if (isKnown && alias.changeID !== undefined && changeAskedAgainAt !== undefined)
    return Math.max(1, Math.ceil((changeAskedAgainAt - now) / 100) / 10)
  const since = isKnown ? alias.unconfirmedSince : undefined
  const end = since === undefined ? now + usualPropagationMs : usualEnd(since)
  return Math.max(1, Math.ceil((end - now) / 1000))
}

/** What the status has to remember about the propagation of the alias that is in the zone now. */
export function reportPropagation(
  alias: AliasStatus | undefined,
  { revision }: Revision,
  seen: Pick<Observation, 'changeInSync'>,
  context: Pick<StepContext, 'now'>
): Pick<AliasStatus, 'revision' | 'changeID' | 'unconfirmedSince'> {
  if (isPropagated(alias, { revision }, seen, context)) return { revision }
  if (alias?.revision !== revision) return { revision, unconfirmedSince: timestamp(context.now) }
  const { changeID, unconfirmedSince } = alias
  if (changeID !== undefined) return { revision, changeID }
  return { revision, ...defined({ unconfirmedSince }) }
}

function usualEnd(since: string): number {
  return Date.parse(since) + usualPropagationMs
}
