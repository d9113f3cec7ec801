import type { AliasStatus } from '../../api/domain-claim.ts'
import { defined } from '../../defined.ts'
import { readOwnership } from '../../dns/ownership.ts'
import type { RecordChange, RecordSet } from '../../dns/records.ts'
import type { Result } from '../act/act.ts'

/** A change of the alias that Route 53 has accepted. */
export type AliasWritten = Pick<AliasStatus, 'revision' | 'changeID'>

/** What the actions of a sync have changed, as far as the status has to report it. */
export type Written = {
  /** ARN of a certificate that was requested. */
  requestedARN?: string
  alias?: AliasWritten
  /** Whether the validation record was created. */
  validation?: true
}

/** Sums up the actions that succeeded. */
export function writtenBy(results: readonly Result[]): Written {
  const [first, ...rest] = results
  return first === undefined ? {} : { ...writtenBy(rest), ...writtenByOne(first) }
}

function writtenByOne(result: Result): Written {
  if (!result.ok) return {}
  const { action, arn, changeID } = result
  switch (action.do) {
    case 'requestCertificate':
      return defined({ requestedARN: arn })
    case 'changeRecords': {
      if (action.what === 'validation')
        return action.change.create.some(isValidationRecord) ? { validation: true } : {}
      return { alias: defined({ revision: revisionIn(action.change), changeID }) }
    }
    case 'deleteCertificate':
    case 'removeTags':
      return {}
    default:
      return action satisfies never
  }
}

/** Whether it is a validation record of ACM, and not a copy of a wildcard's record. */
function isValidationRecord({ name, type }: RecordSet): boolean {
  return type === 'CNAME' && name.startsWith('_')
}

/**
 * The revision that a change writes; `undefined` when it writes no ownership record of the alias. A
 * list of copies has a revision of its own, and names no claim.
 */
function revisionIn({ create }: RecordChange): number | undefined {
  return create.map(readOwnership).find(owner => owner?.claim !== undefined)?.revision
}
