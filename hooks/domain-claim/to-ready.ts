import type { DomainClaim } from '../api/domain-claim.ts'
import { type Reason, reasons } from '../conditions/reasons.ts'
import { ownershipName, ownershipRecord, readOwnership } from '../dns/ownership.ts'
import { normalName, type RecordSet, show } from '../dns/records.ts'
import { normalizeTarget, parseLoadBalancerName } from '../load-balancer/dns-name.ts'
import { aliasChange, aliasState, isAsWanted } from './alias.ts'
import {
  chooseCertificate,
  failureOf,
  hasEnded,
  idempotencyToken,
  retire,
  tagsOf,
  uncountedEnding
} from './certificate.ts'
import type { Context, Observation, SeenCertificate, SeenValidation } from './observation.ts'
import { acting, along, done, failed, looking, type Outcome, waiting } from './outcome.ts'
import { attemptsWindow, mostAttempts, pauseAfter, quarterOfWait, since } from './patience.ts'
import { foreignRecord, preflight, zoneProblem } from './preflight.ts'

/** One step of a claim's way: looks at what was seen and says where it stands. Pure. */
export type Step = (claim: DomainClaim, seen: Observation, at: Context) => Outcome

/** The way to Ready, in order. Each step is a condition; the first that is not done gives Ready its reason. */
export const toReady = {
  CertificateRequested: certificateRequested,
  DNSValidated: dnsValidated,
  CertificateIssued: certificateIssued,
  CertificateAttached: certificateAttached,
  DNSAliasReady: dnsAliasReady
} satisfies { [condition: string]: Step }

/** There is a certificate that is issued or on its way; what else this claim has of them goes. */
function certificateRequested(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const chosen = chooseCertificate(seen.certificates)
  const { arn: lost, ended } = claim.status?.certificate ?? {}
  const isLost = chosen === undefined && lost !== undefined && lost !== ended?.arn
  if (isLost && !seen.gone.includes(lost)) return looking('describe', at.now)
  const { outcome, actions } = retire(
    seen.certificates.filter(c => c !== chosen || hasEnded(c.status)),
    at
  )
  if (chosen !== undefined && !hasEnded(chosen.status)) return outcome ?? along(done(chosen.arn), actions)
  const ending = uncountedEnding(claim, seen)
  // It is counted in the status before it goes: a claim that forgot would request for ever.
  if (ending !== undefined)
    return waiting(reasonOfEnding(ending.reason), `certificate ${ending.arn}: ${ending.reason}`, 1)
  return outcome ?? along(requestNext(claim, seen, at), actions)
}

function requestNext(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const { attempts = 0, ended } = claim.status?.certificate ?? {}
  const problem = preflight(claim, seen, at) ?? pauseOrEnd(attempts, ended, at)
  if (problem !== undefined) return problem
  // A listing from before would miss a certificate whose ARN was lost with a status.
  if (seen.certificatesAsOf < at.now - 10_000) return looking('certificates', at.now)
  const { hostname } = claim.spec
  const action = {
    do: 'requestCertificate',
    hostname,
    token: idempotencyToken(claim.metadata.uid, attempts),
    tags: tagsOf(claim, at.cluster, attempts)
  } as const
  return acting('RequestingCertificate', `requesting a certificate for ${hostname}`, [action])
}

type Ended = NonNullable<NonNullable<DomainClaim['status']>['certificate']>['ended']

/** Growing pauses, and a ceiling, after certificates that came to nothing: an account has 5,000 requests a year. */
function pauseOrEnd(attempts: number, ended: Ended, at: Context): Outcome | undefined {
  if (ended === undefined) return undefined
  const endedAt = Date.parse(ended.at)
  const reason = reasonOfEnding(ended.reason)
  // What was once issued is replaced at once; what never was issued waits for somebody to mend the cause.
  const pause = pauseAfter(reason === 'CertificateFailed' ? attempts : attempts - 1)
  if (attempts >= mostAttempts && at.now < endedAt + attemptsWindow) {
    const message = `${attempts} certificates have ended, the last with ${ended.reason}. ${reasons.CertificateAttemptsExhausted.todo}`
    return failed('CertificateAttemptsExhausted', message, 3600)
  }
  if (at.now >= endedAt + pause) return undefined
  const until = new Date(endedAt + pause).toISOString().slice(0, 16).replace('T', ' ')
  const message = `certificate ${ended.reason} (attempt ${attempts}); the next is requested at ${until} UTC. ${reasons[reason].todo}`
  return failed(reason, message, Math.ceil((endedAt + pause - at.now) / 1000))
}

function reasonOfEnding(reason: string): Reason {
  if (reason === 'NotFound') return 'CertificateGone'
  return reason.startsWith('EXPIRED') || reason.startsWith('REVOKED') ? 'CertificateExpired' : 'CertificateFailed'
}

/** ACM's validation record is in the zone, and stays there: the certificate is renewed through it. */
function dnsValidated(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const chosen = chooseCertificate(seen.certificates)
  if (chosen === undefined || hasEnded(chosen.status))
    return waiting('RequestingCertificate', 'waits for a certificate', 60)
  if (seen.validation === undefined) return validationUnknown(claim, chosen, at)
  const problem = zoneProblem(claim, seen, at)
  if (problem !== undefined) return problem
  const { record, records } = seen.validation
  if (records.some(r => isEqual(r, record))) return done(`${record.name} ${record.type} is in place`)
  const inTheWay = records[0]
  if (inTheWay === undefined) return createValidation(claim, seen.validation, at)
  if (seen.recordsAsOf < at.now - 10_000) return looking('names', at.now)
  const message = `${show(inTheWay)} stands where ${record.name} CNAME ${record.value} has to be`
  return failed('ValidationRecordInTheWay', message, 60)
}

/** ACM makes the record some seconds after the request; asking at once would be asked again. */
function validationUnknown(claim: DomainClaim, chosen: SeenCertificate, at: Context): Outcome {
  const requestedAt = Date.parse(claim.status?.certificate?.requestedAt ?? '')
  const age = at.now - (Number.isNaN(requestedAt) ? chosen.createdAt : requestedAt)
  const message = 'ACM has not named the validation record yet'
  if (age < recordNamedAfter) return waiting('WaitingForACM', message, Math.ceil((recordNamedAfter - age) / 1000))
  if ((chosen.described?.asOf ?? 0) < at.now - 2_000) return looking('describe', at.now)
  return waiting('WaitingForACM', message, quarterOfWait(at.now - age, at.now))
}

const recordNamedAfter = 4_000

function createValidation(claim: DomainClaim, { record, owner }: SeenValidation, at: Context): Outcome {
  const ttlSeconds = claim.spec.dns.validationTTLSeconds
  const cname: RecordSet = { name: record.name, type: record.type, ttlSeconds, values: [`${record.value}.`] }
  const txt = ownershipRecord(record.name, {
    cluster: at.cluster,
    recordTypes: [record.type],
    target: record.value,
    revision: 1
  })
  // A TXT that is left alone (the CNAME was deleted by hand, or it is another cluster's) stays as it is.
  const change = { remove: [], create: owner === undefined ? [cname, txt] : [cname] }
  const zoneID = claim.spec.validationZoneID ?? claim.spec.hostedZoneID
  const message = `creating ${record.name} CNAME ${record.value}`
  return acting('CreatingValidationRecord', message, [{ do: 'changeRecords', what: 'validation', zoneID, change }])
}

/** Whether a record is the validation record: an equal one is shared, whoever made it. */
export function isEqual(record: RecordSet, wanted: { type: string; value: string }): boolean {
  return (
    record.type === wanted.type && record.values?.length === 1 && normalName(record.values[0] ?? '') === wanted.value
  )
}

/** Whether the TXT beside a validation record says that a claim of this cluster made it. */
export function isValidationOurs({ owner, record }: SeenValidation, cluster: string): boolean {
  const owned = readOwnership(owner)
  return owned?.cluster === cluster && owned.claim === undefined && owner?.name === ownershipName(record.name)
}

const renewalDueBefore = 20 * 86_400_000

/** ACM has issued the certificate. */
function certificateIssued(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const chosen = chooseCertificate(seen.certificates)
  if (chosen === undefined) return waiting('RequestingCertificate', 'waits for a certificate', 60)
  if (hasEnded(chosen.status)) return describeEnding(chosen, at)
  if (chosen.status === 'ISSUED') return renewalState(chosen, at)
  const record = seen.validation?.record
  const awaited =
    record === undefined ? 'its validation record' : `the public DNS to answer ${record.name} CNAME ${record.value}`
  const asked = quarterOfWait(since(claim, 'DNSValidated', at.now), at.now)
  return waiting('ValidationPending', `ACM waits for ${awaited}`, asked)
}

function describeEnding(chosen: SeenCertificate, at: Context): Outcome {
  // Only a description has the reason of a failure.
  if (chosen.described === undefined) return looking('describe', at.now)
  return failed(reasonOfEnding(chosen.status), `ACM: ${failureOf(chosen)}`, 60)
}

function renewalState({ arn, notAfter }: SeenCertificate, at: Context): Outcome {
  if (notAfter === undefined || notAfter - at.now > renewalDueBefore) return done(`${arn} is issued`)
  const day = new Date(notAfter).toISOString().slice(0, 10)
  return done(
    `${arn} ends on ${day} and ACM has not renewed it: it needs the validation record in public DNS`,
    'RenewalOverdue'
  )
}

/** Our load balancer uses the certificate: ACM's InUseBy names it. */
function certificateAttached(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const chosen = chooseCertificate(seen.certificates)
  const { target, gatewayStatus } = claim.spec
  if (chosen?.status !== 'ISSUED') return waiting('CertificateNotIssued', 'waits for the certificate', 60)
  if (target === undefined)
    return waiting(gatewayReason(gatewayStatus?.reason), gatewayStatus?.message ?? 'waits for the Gateway', 60)
  const name = parseLoadBalancerName(target.dnsName)?.name ?? target.dnsName
  if (!chosen.inUse) return notAttached(claim, seen, at)
  const certificate = claim.status?.certificate
  if (certificate?.arn === chosen.arn && certificate.attachedTo === name) return done(`${name} uses the certificate`)
  if ((chosen.described?.asOf ?? 0) < at.now - 5_000) return looking('describe', at.now)
  if (chosen.described?.inUseBy.some(user => user.includes(`:loadbalancer/app/${name}/`)))
    return done(`${name} uses the certificate`)
  const others = chosen.described?.inUseBy ?? []
  const used = others.length === 0 ? '' : `; used so far by ${others.join(', ').slice(0, 500)}`
  return waiting(
    'WaitingForAttachment',
    `${name} does not use the certificate yet${used}`,
    attachmentAskedAfter(claim, at)
  )
}

function notAttached(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  if (seen.certificatesAsOf < at.now - 10_000) return looking('certificates', at.now)
  return waiting(
    'WaitingForAttachment',
    'the load balancer does not use the certificate yet',
    attachmentAskedAfter(claim, at)
  )
}

function attachmentAskedAfter(claim: DomainClaim, at: Context): number {
  return quarterOfWait(since(claim, 'CertificateIssued', at.now), at.now)
}

/** The pool's word on its Gateway; it is data from outside, so only a reason of the catalogue is taken. */
function gatewayReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(reasons, reason) ? (reason as Reason) : 'WaitingForGateway'
}

/** The alias may be ours, missing, outdated, or somebody else's: only the last needs a person. */
function dnsAliasReady(claim: DomainClaim, seen: Observation, at: Context): Outcome {
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

/** Whether writing the alias now undoes somebody else's change: it was there already, just so. */
export function isRepair(claim: DomainClaim, target: { dnsName: string; recordTypes: readonly string[] }): boolean {
  const alias = claim.status?.alias
  return (
    alias !== undefined &&
    alias.target === normalizeTarget(target.dnsName) &&
    alias.recordTypes.join() === target.recordTypes.join()
  )
}
