import type { DomainClaim } from '../../api/domain-claim.ts'
import { describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import { aliasChange, aliasState, isAsWanted, isLastWritten } from '../facts/alias.ts'
import { isPropagated, propagationSeenAfter } from '../facts/alias-propagation.ts'
import { awaitedForTarget } from '../facts/awaited-target.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { acting, done, failed, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { lookFirst, preflight } from '../facts/preflight.ts'
import type { Observation, StepContext } from '../observe/observation.ts'
import { retryAfter } from '../report/resync.ts'

/**
 * How old (ms) the look at the records may be before an alias is created. The CREATE itself refuses a record of the same
 * type, a CNAME, and another cluster's TXT, whenever they came.
 */
const seenWithin = 300_000

/** The alias may be ours, missing, outdated, or somebody else's: only the last needs a person. */
export function dnsAliasReady(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const { hostname, target } = claim.spec
  const { alias } = claim.status ?? {}
  const problem = preflight(claim, seen, context)
  if (problem !== undefined) return problem
  if (target === undefined) return waitingForTarget(claim, seen)
  const state = aliasState(claim, seen, context.cluster)
  if (state.is === 'ours' && isAsWanted(claim, target, state)) {
    return isPropagated(alias, state.owner, seen, context)
      ? done(`${hostname} points to ${normalizeTarget(target.dnsName)}`)
      : spreading(claim, state.owner, seen, context)
  }
  if (isLastWritten(claim, target) && keepsChanging(claim, context)) {
    return failed(
      'RecordKeepsChanging',
      advise(
        'RecordKeepsChanging',
        `something took the alias of ${hostname} away ${alias?.repairs} times within the hour`
      ),
      600
    )
  }
  const look = state.is === 'free' ? lookFirst(seen, context, seenWithin) : undefined
  if (look !== undefined) return look
  const change = aliasChange(claim, target, state, seen, context.cluster)
  const zone = zonesOf(claim).alias
  const action = { do: 'changeRecords', what: 'alias', zone, change } as const
  const to = normalizeTarget(target.dnsName)
  return state.is === 'free'
    ? acting('CreatingAlias', `creating the alias to ${to}`, [action])
    : acting('MovingAlias', `pointing the alias to ${to}`, [action])
}

/** A Gateway may well have its address and the claim no target: it is named once the certificate is carried, too. */
function waitingForTarget(claim: DomainClaim, { certificates }: Observation): Outcome {
  if (currentCertificate(certificates)?.status !== 'ISSUED')
    return waitingBehind('CertificateNotIssued', 'waits for the certificate')
  const { reason, message } = awaitedForTarget(claim)
  return waitingBehind(reason, message)
}

/** One question about a change serves all who wait for it: they come back when it is asked again. */
function spreading(
  { metadata, status }: DomainClaim,
  owner: Ownership,
  seen: Observation,
  context: StepContext
): Outcome {
  const { changeTrouble } = seen
  if (changeTrouble !== undefined) {
    const reason = reasonOf(changeTrouble)
    return waiting(
      reason,
      advise(reason, describeFailure(changeTrouble)),
      retryAfter(changeTrouble, metadata.uid)
    )
  }
  const askAgainAfter = propagationSeenAfter(status?.alias, owner, seen, context)
  return {
    is: 'waiting',
    reason: 'AliasPending',
    message: 'Route 53 spreads the alias to its servers',
    askAgainAfter,
    exactly: true
  }
}

const repairsWithin = 3600_000
const mostRepairs = 3

function keepsChanging(claim: DomainClaim, context: StepContext): boolean {
  const { repairs = 0, repairedAt } = claim.status?.alias ?? {}
  return repairs >= mostRepairs && context.now - Date.parse(repairedAt ?? '') < repairsWithin
}
