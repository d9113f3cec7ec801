import type { DomainClaim } from '../api/domain-claim.ts'
import { group } from '../api/schema.ts'
import { aliasState, ownTXT } from './alias.ts'
import { ourTagKeys } from './certificate.ts'
import type { Context, Observation, SeenCertificate } from './observation.ts'
import { type Action, acting, done, looking, type Outcome, waiting } from './outcome.ts'
import { quarterOfWait } from './patience.ts'
import type { Step } from './to-ready.ts'
import { isEqual, isValidationOurs } from './validation-record.ts'

/** The way back, in order: each step waits for the one before. When all are done nothing of ours is left. */
export const toGone: readonly Step[] = [aliasRemoved, certificatesRemoved, validationRemoved, settled]

/** Annotation on a DomainClaim that is already being deleted: let go without touching alias and certificate. */
export const abandonAnnotation = `${group}/abandon`

/** Whether alias and certificate stay in AWS when the claim goes. */
export function isRetained(claim: DomainClaim): boolean {
  return claim.spec.deletionPolicy === 'Retain' || claim.metadata.annotations?.[abandonAnnotation] === 'true'
}

/** When the claim's deletion was asked for (ms). From then on nobody starts anything new for it. */
function deletedAt(claim: DomainClaim, at: Context): number {
  const time = Date.parse(claim.metadata.deletionTimestamp ?? '')
  return Number.isNaN(time) ? at.now : Math.min(time, at.now)
}

/** Takes away alias and TXT if ours; of an alias that somebody pointed elsewhere only the TXT. */
function aliasRemoved(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const txt = ownTXT(claim, seen, at.cluster)
  if (txt === undefined || seen.hostedZone === undefined) return recordsConfirmed(claim, seen, at)
  const state = aliasState(claim, seen, at.cluster)
  const records = state.is === 'ours' && !isRetained(claim) ? state.records : []
  const change = { remove: [txt, ...records], create: [] }
  const action = { do: 'changeRecords', what: 'alias', zoneID: claim.spec.hostedZoneID, change } as const
  return acting('Deleting', `removing the alias of ${claim.spec.hostname}`, [action])
}

/** Nothing of ours was seen: true only if it was looked after the deletion began. */
function recordsConfirmed(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  if (seen.hostedZone === undefined) return done('the hosted zone is gone')
  if (seen.recordsAsOf < deletedAt(claim, at)) return looking('zone', deletedAt(claim, at))
  return done('no alias of ours is left')
}

/** Waits until nobody uses the certificates, then deletes them; with Retain, takes our tags off. */
function certificatesRemoved(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  if (isRetained(claim)) return tagsRemoved(claim, seen, at)
  if (seen.certificatesAsOf < deletedAt(claim, at)) return looking('certificates', deletedAt(claim, at))
  const lost = claim.status?.certificate?.arn
  const listed = seen.certificates.some(c => c.arn === lost)
  if (lost !== undefined && !listed && !seen.gone.includes(lost)) return looking('describe', at.now)
  const ours = seen.certificates.filter(c => c.tagged !== false)
  if (ours.length === 0) return done('no certificate of ours is left')
  const busy = ours.find(c => c.inUse)
  if (busy !== undefined) return inUse(claim, busy, at)
  if (ours.some(c => (c.described?.asOf ?? 0) < at.now - 10_000 || c.tagged === undefined))
    return looking('describe', at.now)
  const held = ours.find(c => c.described?.inUseBy.length !== 0)
  if (held !== undefined) return inUse(claim, held, at)
  return acting(
    'Deleting',
    `deleting ${ours.map(c => c.arn).join(', ')}`,
    ours.map(c => ({ do: 'deleteCertificate', arn: c.arn }))
  )
}

/** Long enough for our own load balancer to have let go; from then on it is worth asking who else has it. */
const usersAskedAfter = 60_000

function inUse(claim: DomainClaim, certificate: SeenCertificate, at: Context): Outcome {
  const since = deletedAt(claim, at)
  const asked = certificate.described
  if (at.now - since > usersAskedAfter && (asked?.asOf ?? 0) < at.now - 10_000) return looking('describe', at.now)
  const users =
    asked === undefined || asked.inUseBy.length === 0 ? 'a load balancer' : asked.inUseBy.join(', ').slice(0, 1000)
  return waiting('CertificateInUse', `${certificate.arn} is still used by ${users}`, quarterOfWait(since, at.now))
}

function tagsRemoved(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const since = deletedAt(claim, at)
  if (seen.certificatesAsOf < since) return looking('certificates', since)
  if (seen.certificates.some(c => c.tagged === undefined)) return looking('describe', at.now)
  const tagged = seen.certificates.filter(c => c.tagged)
  if (tagged.length === 0) return done('certificates are kept, without our tags')
  const actions: Action[] = tagged.map(c => ({ do: 'removeTags', arn: c.arn, keys: ourTagKeys }))
  return acting('Deleting', 'taking our tags off the certificates that stay', actions)
}

/** Takes away ACM's validation record if this cluster made it and no certificate of the account needs it. */
function validationRemoved(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  if (isRetained(claim) || claim.spec.dns.validationRecords === 'Keep') return done('the validation record is kept')
  const { validation } = seen
  if (validation === undefined || seen.validationZone === undefined) return done('no validation record is known')
  if (seen.recordsAsOf < deletedAt(claim, at)) return looking('zone', deletedAt(claim, at))
  const { owner, records, record } = validation
  if (owner === undefined || !isValidationOurs(validation, at.cluster))
    return done('no validation record of ours is left')
  if (seen.sharing === undefined || seen.sharing.asOf < at.now - 10_000) return looking('sharing', at.now)
  const needed = seen.sharing.arns[0]
  if (needed !== undefined) return done(`the validation record is kept: ${needed} needs it`)
  const change = { remove: [owner, ...records.filter(r => isEqual(r, record))], create: [] }
  const zoneID = claim.spec.validationZoneID ?? claim.spec.hostedZoneID
  return acting('Deleting', `removing ${record.name}`, [{ do: 'changeRecords', what: 'validation', zoneID, change }])
}

/**
 * A call of ours that was under way when the deletion began may still have had its effect; so the last
 * look is one from after that time. A claim that never told of a certificate may have one requested
 * all the same: for that a second clean look is taken, later.
 */
function settled(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const settle = at.settleSeconds * 1000
  const cleanSince = Date.parse(claim.status?.cleanSince ?? '')
  const second =
    claim.status?.certificate?.arn === undefined ? (Number.isNaN(cleanSince) ? at.now : cleanSince) + 2 * settle : 0
  const after = Math.max(deletedAt(claim, at) + settle, second)
  if (at.now < after)
    return waiting('Deleting', 'nothing is left; a last look follows', Math.ceil((after - at.now) / 1000))
  if (seen.hostedZone !== undefined && seen.recordsAsOf < after) return looking('zone', after)
  if (seen.certificatesAsOf < after) return looking('certificates', after)
  return done('nothing is left in AWS')
}
