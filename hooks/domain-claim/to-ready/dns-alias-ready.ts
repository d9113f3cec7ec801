import type { DomainClaim } from '../../api/domain-claim.ts'
import { describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import { aliasChange, aliasState, isAsWanted, isLastWritten } from '../facts/alias.ts'
import { isSpread, spreadSeenAfter } from '../facts/alias-propagation.ts'
import { awaitedForTarget } from '../facts/awaited-target.ts'
import { chooseCertificate } from '../facts/certificate.ts'
import { acting, done, failed, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { lookFirst, preflight } from '../facts/preflight.ts'
import type { Context, Observation } from '../observe/observation.ts'
import { retryAfter } from '../report/resync.ts'

/**
 * How old (ms) the look at the records may be before an alias is created. The CREATE itself refuses a record of the same
 * type, a CNAME, and another cluster's TXT, whenever they came.
 */
const seenWithin = 300_000

/** The alias may be ours, missing, outdated, or somebody else's: only the last needs a person. */
export function dnsAliasReady(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const { hostname, target, hostedZoneID } = claim.spec
  const { alias } = claim.status ?? {}
  const problem = preflight(claim, seen, at)
  if (problem !== undefined) return problem
  if (target === undefined) return waitingForTarget(claim, seen)
  const state = aliasState(claim, seen, at.cluster)
  if (state.is === 'ours' && isAsWanted(claim, target, state)) {
    return isSpread(alias, state.owner, seen, at)
      ? done(`${hostname} points to ${normalizeTarget(target.dnsName)}`)
      : spreading(claim, state.owner, seen, at)
  }
  if (isLastWritten(claim, target) && keepsChanging(claim, at)) {
    return failed(
      'RecordKeepsChanging',
      advise(
        'RecordKeepsChanging',
        `something took the alias of ${hostname} away ${alias?.repairs} times within the hour`
      ),
      600
    )
  }
  const look = state.is === 'free' ? lookFirst(seen, at, seenWithin) : undefined
  if (look !== undefined) return look
  const change = aliasChange(claim, target, state, seen, at.cluster)
  const action = { do: 'changeRecords', what: 'alias', zoneID: hostedZoneID, change } as const
  const to = normalizeTarget(target.dnsName)
  return state.is === 'free'
    ? acting('CreatingAlias', `creating the alias to ${to}`, [action])
    : acting('MovingAlias', `pointing the alias to ${to}`, [action])
}

/** A Gateway may well have its address and the claim no target: it is named once the certificate is carried, too. */
function waitingForTarget(claim: DomainClaim, { certificates }: Observation): Outcome {
  if (chooseCertificate(certificates)?.status !== 'ISSUED')
    return waitingBehind('CertificateNotIssued', 'waits for the certificate')
  const { reason, message } = awaitedForTarget(claim)
  return waitingBehind(reason, message)
}

/** One question about a change serves all who wait for it: they come back when it is asked again. */
function spreading({ metadata, status }: DomainClaim, owner: Ownership, seen: Observation, at: Context): Outcome {
  const { changeTrouble } = seen
  if (changeTrouble !== undefined) {
    const reason = reasonOf(changeTrouble)
    return waiting(reason, advise(reason, describeFailure(changeTrouble)), retryAfter(changeTrouble, metadata.uid))
  }
  const askAgainAfter = spreadSeenAfter(status?.alias, owner, seen, at)
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

function keepsChanging(claim: DomainClaim, at: Context): boolean {
  const { repairs = 0, repairedAt } = claim.status?.alias ?? {}
  return repairs >= mostRepairs && at.now - Date.parse(repairedAt ?? '') < repairsWithin
}
