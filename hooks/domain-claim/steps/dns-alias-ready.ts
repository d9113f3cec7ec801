import type { DomainClaim } from '../../api/domain-claim.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import { aliasChange, aliasState, isAsWanted } from '../alias.ts'
import type { Context, Observation } from '../observation.ts'
import { acting, done, failed, type Outcome, waiting } from '../outcome.ts'
import { quarterOfWait, since } from '../patience.ts'
import { foreignRecord, zoneProblem } from '../preflight.ts'

/** The alias may be ours, missing, outdated, or somebody else's: only the last needs a person. */
export function dnsAliasReady(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const { hostname, target, hostedZoneID } = claim.spec
  const { alias } = claim.status ?? {}
  const problem = zoneProblem(claim, seen, at) ?? foreignRecord(claim, seen, at)
  if (problem !== undefined) return problem
  if (target === undefined)
    return waiting('GatewayHasNoAddress', `${claim.spec.gatewayRef.name} has no address yet`, 60)
  const state = aliasState(claim, seen, at.cluster)
  if (isAsWanted(claim, target, state)) {
    if (alias?.changeID === undefined || seen.changeInSync !== false)
      return done(`${hostname} points to ${target.dnsName}`)
    return waiting(
      'AliasPending',
      'Route 53 spreads the alias to its servers',
      quarterOfWait(since(claim, 'CertificateAttached', at.now), at.now)
    )
  }
  if (keepsChanging(claim, at)) {
    return failed('RecordKeepsChanging', `the records at ${hostname} were changed back ${alias?.repairs} times`, 600)
  }
  const change = aliasChange(claim, target, state, seen, at.cluster)
  const action = { do: 'changeRecords', what: 'alias', zoneID: hostedZoneID, change } as const
  const to = normalizeTarget(target.dnsName)
  return state.is === 'free'
    ? acting('CreatingAlias', `creating the alias to ${to}`, [action])
    : acting('MovingAlias', `pointing the alias to ${to}`, [action])
}

const repairsWithin = 3600_000
const mostRepairs = 3

function keepsChanging(claim: DomainClaim, at: Context): boolean {
  const { repairs = 0, repairedAt } = claim.status?.alias ?? {}
  return repairs >= mostRepairs && at.now - Date.parse(repairedAt ?? '') < repairsWithin
}
