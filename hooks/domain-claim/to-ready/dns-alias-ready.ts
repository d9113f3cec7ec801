import type { DomainClaim, Target } from '../../api/domain-claim.ts'
import { describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import { withChange } from '../../dns/copies.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import {
  type AliasState,
  aliasChange,
  aliasState,
  isAsWanted,
  isLastWritten,
  recentRepairs
} from '../facts/alias.ts'
import { isPropagated, propagationSeenAfter } from '../facts/alias-propagation.ts'
import { awaitedForTarget } from '../facts/awaited-target.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { Observation } from '../facts/observation.ts'
import { acting, done, failed, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { retryAfter } from '../facts/patience.ts'
import type { StepContext } from '../facts/step-context.ts'
import { copiesForAlias } from '../facts/wildcard-copies.ts'
import { hidingProblem } from './hidden-names.ts'
import { lookFirst, preflight } from './preflight.ts'

/**
 * An old observation of the records can miss a record that was written since. That does no harm
 * when an alias is created: Route 53 refuses the CREATE of alias and TXT if there is a record of
 * the same type, a CNAME, or the TXT of another cluster. So the observation may be this old (ms).
 */
const recordsMayBe = 300_000

/** This many repairs within an hour mean that another program keeps changing the alias. */
const mostRepairs = 3

/**
 * The step is done when the alias points to the target, and all of Route 53's servers know that.
 *
 * | what is the case, first match                               | outcome                     |
 * |-------------------------------------------------------------|-----------------------------|
 * | the hostname cannot be served                               | the problem, for a person   |
 * | the claim has no target                                     | waits for it                |
 * | the alias is as wanted and has reached all servers          | done                        |
 * | the alias is as wanted and has not reached all servers      | waits for Route 53          |
 * | the alias was repaired 3 times in an hour and differs again | failed, RecordKeepsChanging |
 * | there is no alias, and the records were seen long ago       | look: names                 |
 * | the alias would hide other names from a wildcard            | the problem, for a person   |
 * | there is no alias                                           | creates it                  |
 * | the alias is ours and differs                               | replaces it                 |
 */
export function dnsAliasReady(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const { hostname, target } = claim.spec
  const problem = preflight(claim, seen, context)
  if (problem !== undefined) return problem
  if (target === undefined) return waitingForTarget(claim, seen)
  const state = aliasState(claim, seen, context.cluster)
  if (state.is === 'ours' && isAsWanted(claim, target, state)) {
    return isPropagated(claim.status?.alias, state.owner, seen, context)
      ? done(`${hostname} points to ${normalizeTarget(target.dnsName)}`)
      : propagating(claim, state.owner, seen, context)
  }
  if (isLastWritten(claim, target) && keepsChanging(claim, context)) return takenAway(claim)
  const first = state.is === 'free' ? beforeFirst(claim, seen, context) : undefined
  return first ?? writing(claim, target, state, seen, context)
}

/** What has to be seen or solved before the first alias is created. */
function beforeFirst(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  return (
    hidingProblem(claim, seen.wildcards?.alias, context) ?? lookFirst(seen, context, recordsMayBe)
  )
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
  return state.is === 'free'
    ? acting('CreatingAlias', `creating the alias to ${dnsName}`, [action])
    : acting('MovingAlias', `pointing the alias to ${dnsName}`, [action])
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

function keepsChanging({ status }: DomainClaim, { now }: StepContext): boolean {
  return recentRepairs(status?.alias, now) >= mostRepairs
}

function takenAway({ spec, status }: DomainClaim): Outcome {
  const times = `${status?.alias?.repairs} times within the hour`
  const message = `something removed or changed the alias of ${spec.hostname} ${times}`
  return failed('RecordKeepsChanging', advise('RecordKeepsChanging', message), 600)
}
