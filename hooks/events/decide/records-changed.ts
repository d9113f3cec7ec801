import type { DomainClaimStatus } from '../../api/domain-claim.ts'
import { readOwnership } from '../../dns/ownership.ts'
import type { RecordChange, RecordSet } from '../../dns/records.ts'
import { show } from '../../dns/records.ts'
import type { Result } from '../../domain-claim/act/act.ts'
import { type Action, describeAction } from '../../domain-claim/facts/action.ts'
import type { NewEvent } from './new-event.ts'
import { cut, longestNote } from './note.ts'
import type { OwnReason } from './own-reasons.ts'

/** A sync's status before and after, and what it did. */
type Changes = {
  before: DomainClaimStatus | undefined
  status: DomainClaimStatus
  results: readonly Result[]
}

type Made = Omit<NewEvent, 'regarding'>

/**
 * What a sync has changed in AWS. A request for a certificate is not among it: the condition
 * CertificateRequested tells it, also when another process has made it.
 */
export function changesMade({ results, ...statuses }: Changes): Made[] {
  return results.flatMap(result => (result.ok ? madeBy(result.action, statuses) : []))
}

function madeBy(action: Action, statuses: Omit<Changes, 'results'>): Made[] {
  switch (action.do) {
    case 'changeRecords': {
      const reason =
        action.what === 'alias'
          ? aliasReason(action.change, statuses)
          : validationReason(action.change, statuses)
      return reason === undefined ? [] : [made(reason, noteOn(reason, action))]
    }
    case 'deleteCertificate':
      return [made('CertificateDeleted', `${describeAction(action)}: done`)]
    case 'requestCertificate':
    case 'removeTags':
      return []
    default:
      return action satisfies never
  }
}

function made(reason: OwnReason, note: string): Made {
  const isRepair = reason.endsWith('Repaired')
  return {
    type: isRepair ? 'Warning' : 'Normal',
    reason,
    action: isRepair ? 'Repair' : reason.match(/Removed|Deleted/) ? 'Remove' : 'Provision',
    note: cut(note, longestNote)
  }
}

/**
 * What a change did to the alias. The status counts a repair whenever somebody else has changed or
 * deleted a record of ours.
 */
function aliasReason(
  { create }: RecordChange,
  { before, status }: Omit<Changes, 'results'>
): OwnReason {
  if (create.length === 0) return 'AliasRemoved'
  const [last, now] = [before?.alias, status.alias]
  if (now?.repairedAt !== undefined && now.repairedAt !== last?.repairedAt) return 'AliasRepaired'
  if (last === undefined) return 'AliasCreated'
  return last.target === targetIn(create) ? 'AliasChanged' : 'AliasMoved'
}

function targetIn(create: readonly RecordSet[]): string | undefined {
  return create.map(readOwnership).find(owner => owner?.claim !== undefined)?.target
}

/** What a change did to the validation record; `undefined` if it was only about copies. */
function validationReason(
  { create, remove }: RecordChange,
  { before, status }: Omit<Changes, 'results'>
): OwnReason | undefined {
  if (!create.some(isValidationRecord))
    return remove.some(isValidationRecord) ? 'ValidationRecordRemoved' : undefined
  const [last, now] = [before?.certificate?.validation, status.certificate?.validation]
  const isAgain = last !== undefined && now !== undefined && now.repairs > last.repairs
  return isAgain ? 'ValidationRecordRepaired' : 'ValidationRecordCreated'
}

function isValidationRecord({ name, type }: RecordSet): boolean {
  return type === 'CNAME' && name.startsWith('_')
}

type RecordAction = Extract<Action, { do: 'changeRecords' }>

/**
 * The records of a person's interest. The ownership records beside them have another revision each
 * time, so with them no event would ever repeat.
 */
function noteOn(reason: OwnReason, { zone, change }: RecordAction): string {
  const isOurMark = (record: RecordSet) => record.type === 'TXT'
  const removed = change.remove.filter(record => !isOurMark(record)).map(show)
  const created = change.create.filter(record => !isOurMark(record)).map(show)
  const parts = [
    ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}`]),
    ...(created.length === 0 ? [] : [`created ${created.join(', ')}`])
  ]
  const what = parts.join('; ') || 'only the ownership record was written again'
  const fact = `In hosted zone ${zone.id}: ${what}`
  if (!reason.endsWith('Repaired')) return fact
  return `Somebody else has changed or deleted a record of ours, so it was written again. ${fact}`
}
