import type { Condition } from '../../api/objects.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { listed } from '../../text/listed.ts'
import { at } from '../cluster/objects.ts'
import { type Check, failed, notChecked, passed, unread, type Verdict } from './check.ts'
import { bodyOf, isDryRun, whyBlind } from './check-hooks.ts'
import type { DomainSeen, DryRun, Evidence } from './evidence.ts'

/** Reasons of a claim that say something about the zone itself. */
const aboutZones: readonly string[] = [
  'ZoneNotFound',
  'ZoneAccessDenied',
  'ZoneIsPrivate',
  'HostnameOutsideZone',
  'NameDelegatedAway'
]
/** Reasons that end by themselves: AWS answered, but not to this. */
const transient: readonly string[] = ['AWSThrottled']

/** The first reason of a dry run that says that AWS or the zone is not as it has to be. */
function troubleOf({ answer }: DryRun): Condition | undefined {
  if (!answer.ok || !isDryRun(answer.value)) return undefined
  const conditions = readConditions(at(bodyOf(answer.value), 'status'))
  const wrong = conditions.filter(({ status }) => status !== 'True')
  return wrong.find(({ reason }) => aboutZones.includes(reason) || /^AWS/.test(reason))
}

/** Whether the hooks reach AWS with their credentials, as dry runs of the claim hook tell. */
export function checkAWS({ dryRuns, pools }: Evidence): Verdict {
  if (dryRuns.length === 0) {
    const why = pools.ok ? 'there is no pool yet, so no zone to look at' : 'pools cannot be read'
    return notChecked(`${why}`, pools.ok ? 'Create a pool, then run this again.' : undefined)
  }
  const answered = dryRuns.filter(({ answer }) => answer.ok && isDryRun(answer.value))
  const [first] = dryRuns
  if (answered.length === 0) return notChecked(`no dry run could be made: ${whyNot(first)}`)
  const troubles = answered.flatMap(each => troubleOf(each) ?? [])
  const ofAWS = troubles.filter(({ reason }) => /^AWS/.test(reason))
  const [grave] = ofAWS.filter(({ reason }) => !transient.includes(reason))
  if (grave !== undefined)
    return failed(`${grave.reason}: ${grave.message}`, 'As the message says.')
  const [passing] = ofAWS
  if (passing !== undefined) return notChecked(`${passing.reason}: ${passing.message}`)
  const blind = answered.flatMap(each => blindnessOf(each) ?? [])
  if (blind[0] !== undefined && blind.length === answered.length) return notChecked(blind[0])
  return passed('the hooks reach ACM and Route 53')
}

function blindnessOf({ answer }: DryRun): string | undefined {
  return answer.ok ? whyBlind(bodyOf(answer.value)) : undefined
}

function whyNot(dryRun: DryRun | undefined): string {
  if (dryRun === undefined) return 'there is no zone'
  const { answer } = dryRun
  if (!answer.ok) return answer.why
  if (answer.value.status === 401) return 'the hooks need a token'
  return `the hooks answer ${answer.value.status}`
}

/** Each zone that a pool names: it exists, is public, and the hooks may read it. */
export function checkZones({ dryRuns }: Evidence): Check[] {
  return dryRuns.map(each => ({ name: zoneName(each), ...checkZone(each) }))
}

function zoneName({ pool, domain, zone }: DryRun): string {
  return `zone ${zone} (${domain}, pool ${pool})`
}

function checkZone(dryRun: DryRun): Verdict {
  const { answer } = dryRun
  if (!answer.ok || !isDryRun(answer.value))
    return notChecked(`the hooks could not be asked: ${whyNot(dryRun)}`)
  const trouble = troubleOf(dryRun)
  const blind = blindnessOf(dryRun)
  if (trouble === undefined)
    return blind === undefined
      ? passed('the zone exists, and the hooks read it')
      : notChecked(blind)
  const { reason, message } = trouble
  if (aboutZones.includes(reason)) return failed(`${reason}: ${message}`, 'As the message says.')
  return notChecked(`AWS could not be asked: ${reason}`)
}

/** Name servers of Route 53 have such names, unless a zone has a delegation set of its own. */
const ofRoute53 = /^ns-\d+\.awsdns-\d+\.(?:com|net|org|co\.uk|cn)\.?$/i

/** Each domain of a pool: public DNS sends questions for it to Route 53. */
export function checkDelegation({ domains, claims }: Evidence): Check[] {
  const checks = domains.map(each => ({
    name: `delegation of ${each.domain} (pool ${each.pool})`,
    ...checkDomain(each)
  }))
  if (claims.ok || claims.kind === 'missing' || checks.length === 0) return checks
  // Without claims no hostname is known whose record could be looked up.
  return [{ name: 'claims', ...unread('DomainClaims', claims) }, ...checks]
}

function checkDomain({ domain, servers, proof }: DomainSeen): Verdict {
  if (proof !== undefined)
    return passed(`public DNS has the ownership record of ${proof}, so the zone answers`)
  if (!servers.ok) return notChecked(servers.why, `Look from outside: dig +trace NS ${domain}`)
  const { at: name, names } = servers.value
  const delegate =
    `Have ${domain} delegated to the name servers of its hosted zone: ` +
    'aws route53 get-hosted-zone --id ZONE_ID lists them.'
  if (names.length === 0) return failed(`no name server answers for ${domain}`, delegate)
  const found = `${listed(names)} ${names.length === 1 ? 'answers' : 'answer'} for ${name}`
  if (!names.every(each => ofRoute53.test(each)))
    return failed(`${found}: these are not name servers of Route 53`, delegate)
  return passed(`${found}; whether they have the zone of the pool, the first hostname will show`)
}
