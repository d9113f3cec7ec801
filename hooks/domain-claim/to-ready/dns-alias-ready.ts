import type { DomainClaim, Target } from '../../api/domain-claim.ts'
import { describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import { withChange } from '../../dns/copies.ts'
import { howToExclude } from '../../dns/external-dns.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import {
  type AliasState,
  aliasChange,
  aliasState,
  isAsWanted,
  isChangedByOthers
} from '../facts/alias.ts'
import { isPropagated, propagationSeenAfter } from '../facts/alias-propagation.ts'
import { awaitedForTarget } from '../facts/awaited-target.ts'
import { lookAtRegistrations } from '../facts/bare-alias.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { Observation } from '../facts/observation.ts'
import {
  along,
  done,
  failed,
  looking,
  type Outcome,
  waiting,
  waitingBehind,
  writingRecords
} from '../facts/outcome.ts'
import { retryAfter } from '../facts/patience.ts'
import { hasToPause, trialEnd } from '../facts/repairs.ts'
import type { StepContext } from '../facts/step-context.ts'
import { copiesForAlias } from '../facts/wildcard-copies.ts'
import { hidingProblem } from './hidden-names.ts'
import { diversion, lookFirst, recordProblem } from './preflight.ts'

/**
 * An old observation of the records can miss a record that was written since. That does no harm
 * when an alias is created: Route 53 refuses the CREATE of alias and TXT if there is a record of
 * the same type, a CNAME, or the TXT of another cluster. So the observation may be this old.
 */
const recordsMaxAgeMs = 300_000

/**
 * The step is done when the alias points to the target, and all of Route 53's servers know that.
 *
 * | what is the case, first match                               | outcome                     |
 * |-------------------------------------------------------------|-----------------------------|
 * | the hostname cannot be served                               | the problem, for a person   |
 * | the claim has no target                                     | waits for the target        |
 * | the alias is as wanted, an HTTPS record leads elsewhere     | failed, ForeignRecord       |
 * | the alias is as wanted and has not reached all servers      | waits for Route 53          |
 * | the alias is as wanted, after many changes by others        | waits until it has stayed   |
 * | the alias is as wanted and has reached all servers          | done                        |
 * | the alias was repaired 3 times in an hour and differs again | failed, RecordKeepsChanging |
 * | there is no alias, and the records were seen long ago       | look: names                 |
 * | the alias would hide other names from a wildcard            | the problem, for a person   |
 * | there is no alias                                           | creates it                  |
 * | the alias is ours and differs                               | replaces it                 |
 * | the alias is ours, its TXT is gone; listed long ago         | look: listing               |
 * | the alias is ours, its TXT is gone                          | writes both again           |
 *
 * Beside an HTTPS record that leads elsewhere, no first alias is written. An alias that is ours
 * already is still kept right beside such a record, because not every client knows HTTPS records.
 */
export function dnsAliasReady(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const { target } = claim.spec
  const problem = recordProblem(claim, seen, context)
  if (problem !== undefined) return problem
  const diverted = diversion(claim, seen, context)
  const state = aliasState(claim, seen, context.cluster)
  const isWanted = target !== undefined && isAsWanted(claim, target, state)
  const isOurs = state.is === 'ours' || state.is === 'bare'
  if (diverted !== undefined && (isWanted || !isOurs)) return diverted
  if (target === undefined) return diverted ?? waitingForTarget(claim, seen)
  if (state.is === 'ours' && isWanted)
    return isPropagated(claim.status?.alias, state.owner, seen, context)
      ? (onTrial(claim, seen, context) ?? pointing(claim, target))
      : propagating(claim, state.owner, seen, context)
  if (isChangedByOthers(claim, target, seen) && hasToPause(claim.status?.alias, context.now))
    return diverted ?? keepsChanging(claim, seen, 600)
  const first = beforeWriting(claim, state, seen, context)
  const write = first ?? writing(claim, target, state, seen, context)
  if (diverted === undefined) return write
  return along(diverted, write.is === 'acting' ? write.actions : [])
}

/** What has to be seen or solved before the first alias, or a TXT that was deleted, is created. */
function beforeWriting(
  claim: DomainClaim,
  state: AliasState,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  if (state.is === 'bare') return lookAtRegistrations(seen, context)
  if (state.is !== 'free') return undefined
  return (
    hidingProblem(claim, seen.wildcards?.alias, context) ??
    lookFirst(seen, context, recordsMaxAgeMs)
  )
}

function pointing({ spec: { hostname } }: DomainClaim, { dnsName }: Target): Outcome {
  return done(`${hostname} points to ${normalizeTarget(dnsName)}`)
}

function writing(
  claim: DomainClaim,
  target: Target,
  state: AliasState,
  seen: Observation,
  context: StepContext
): Outcome {
  const change = withChange(
    aliasChange(claim, target, state, context.cluster),
    copiesForAlias(claim, seen, context.cluster)
  )
  const action = { do: 'changeRecords', what: 'alias', zone: zonesOf(claim).alias, change } as const
  const dnsName = normalizeTarget(target.dnsName)
  if (state.is === 'free')
    return writingRecords('CreatingAlias', `creating the alias to ${dnsName}`, [action], context)
  const again =
    state.is === 'bare' ? '; its ownership record was deleted, and is written again' : ''
  const message = `pointing the alias to ${dnsName}${again}`
  return writingRecords('MovingAlias', message, [action], context)
}

/**
 * A claim may have no target although its Gateway has an address: the pool sets the target only
 * when the Gateway carries the certificate too.
 */
function waitingForTarget(claim: DomainClaim, { certificates }: Observation): Outcome {
  if (currentCertificate(certificates)?.status !== 'ISSUED')
    return waitingBehind('CertificateNotIssued', 'waits for the certificate')
  const { reason, message } = awaitedForTarget(claim)
  return waitingBehind(reason, message)
}

/**
 * The alias is written, but has not reached all of Route 53's servers. Claims that wait for the
 * same change are all synced when Route 53 may next be asked about that change. So one question
 * serves all of them.
 */
function propagating(
  { metadata, status }: DomainClaim,
  owner: Ownership,
  seen: Observation,
  context: StepContext
): Outcome {
  const { changeTrouble } = seen
  if (changeTrouble !== undefined) {
    const reason = reasonOf(changeTrouble)
    const message = advise(reason, describeFailure(changeTrouble))
    return waiting(reason, message, retryAfter(changeTrouble, metadata.uid))
  }
  return {
    is: 'waiting',
    reason: 'AliasPending',
    message: 'Route 53 propagates the alias to its servers',
    askAgainAfter: propagationSeenAfter(status?.alias, owner, seen, context),
    exactly: true
  }
}

/** An alias that others kept changing counts as done only once it has stayed for some time. */
function onTrial(claim: DomainClaim, seen: Observation, { now }: StepContext): Outcome | undefined {
  const end = trialEnd(claim.status?.alias, now)
  if (end === undefined || (seen.aliasAsOf ?? seen.recordsAsOf) >= end) return undefined
  return now < end
    ? keepsChanging(claim, seen, Math.ceil((end - now) / 1000))
    : looking('names', end)
}

/** The message stays the same during the trial, so that the condition does not alternate. */
function keepsChanging(
  { spec: { hostname } }: DomainClaim,
  { registrations = [] }: Observation,
  askAgainAfter: number
): Outcome {
  const fact = `something keeps changing the records of ${hostname}`
  const message = [fact, howToExclude(hostname, registrations)]
    .filter(text => text !== '')
    .join('. ')
  return failed('RecordKeepsChanging', advise('RecordKeepsChanging', message), askAgainAfter)
}
