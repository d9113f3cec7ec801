import type { DomainClaim, DomainClaimStatus } from '../../api/domain-claim.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import type { Result } from '../../domain-claim/act/act.ts'
import type { NewEvent } from './new-event.ts'
import { changesMade } from './records-changed.ts'
import { refTo, refToRequest } from './refs.ts'
import { stepsDone, summaryChanged } from './transitions.ts'

/** What is known of a claim before its sync, and what the sync has done. */
export type ClaimChange = {
  claim: DomainClaim
  /** The status that was told last. */
  before: DomainClaimStatus | undefined
  /** The status of the hook's answer. */
  status: DomainClaimStatus
  results: readonly Result[]
  /** Whether the claim may go: nothing is left that belongs to it. */
  isFinished: boolean
}

/**
 * What happened to a claim: what was changed in AWS, the steps that are done, what Ready says, and
 * its end. The changes of records, and the end, are told to the app team too: the status of its
 * request does not show them.
 */
export function claimEvents(change: ClaimChange): NewEvent[] {
  const { claim, before, status, isFinished } = change
  const regarding = refTo(claim)
  const conditions = { regarding, before: readConditions(before), after: readConditions(status) }
  const made = changesMade(change).map(made => ({ ...made, regarding }))
  const end = isFinished ? [{ ...endOf(claim), regarding }] : []
  const toTeam = [...made.filter(isForTeam), ...end].map(event => ({
    ...event,
    regarding: refToRequest(claim.spec),
    related: regarding
  }))
  return [
    ...made,
    ...stepsDone(conditions, () => true),
    ...(isFinished ? [] : summaryChanged(conditions, 'Ready')),
    ...end,
    ...toTeam
  ]
}

/** Changes that only say that something is tidied up. */
const tidyingUp: readonly string[] = [
  'AliasChanged',
  'CertificateDeleted',
  'ValidationRecordRemoved'
]

function isForTeam({ reason }: { reason: string }): boolean {
  return !tidyingUp.includes(reason)
}

function endOf({ spec }: DomainClaim): Omit<NewEvent, 'regarding'> {
  const left =
    spec.deletionPolicy === 'Retain'
      ? 'Its records and its certificate stay in AWS, as the pool says (deletionPolicy: Retain)'
      : 'Its records and its certificate are removed from AWS'
  const note = `${spec.hostname} is given up. ${left}. The hostname is free`
  return { type: 'Normal', reason: 'Gone', action: 'Remove', note }
}
