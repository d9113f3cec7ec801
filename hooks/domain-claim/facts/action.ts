import type { Tags } from '../../aws/acm.ts'
import { type RecordChange, show } from '../../dns/records.ts'
import { describeZone, type ZoneRef } from '../../dns/zone-ref.ts'

/** A change to AWS, in the words of the domain. Only `act` carries actions out. */
export type Action =
  | { do: 'requestCertificate'; hostname: string; token: string; tags: Tags }
  | { do: 'deleteCertificate'; arn: string }
  | { do: 'removeTags'; arn: string; keys: readonly string[] }
  | { do: 'changeRecords'; what: 'validation' | 'alias'; zone: ZoneRef; change: RecordChange }

/** An action, and the step that wants it. If the action fails, that step reports the failure. */
export type StepAction = Action & { step: string }

/**
 * What each action leaves in AWS; `never` if it leaves nothing. Whatever is left would outlive its
 * claim if no step removed it. The compiler checks both: each action needs an entry here, and
 * `to-gone.ts` needs a step for everything that is left.
 */
type LeftBy = {
  requestCertificate: 'certificates'
  deleteCertificate: never
  removeTags: never
  changeRecords: 'alias' | 'validation'
}

/** What has to be removed before a claim may go. */
export type Remains = LeftBy[Action['do']]

/** The part of AWS that each action changes. */
const parts = {
  requestCertificate: 'certificates',
  deleteCertificate: 'certificates',
  removeTags: 'certificates',
  changeRecords: 'records'
} as const satisfies Record<Action['do'], string>

/** Whether the action changes the records of a hosted zone. */
export function isAboutRecords(action: Action): boolean {
  return parts[action.do] === 'records'
}

/** An action in words, for logs and dry runs. */
export function describeAction(action: Action): string {
  switch (action.do) {
    case 'requestCertificate':
      return `request a certificate for ${action.hostname}`
    case 'deleteCertificate':
      return `delete certificate ${action.arn}`
    case 'removeTags':
      return `remove tags ${action.keys.join(', ')} from certificate ${action.arn}`
    case 'changeRecords':
      return `in ${describeZone(action.zone)}: ${describeChange(action.change)}`
    default:
      return action satisfies never
  }
}

function describeChange({ remove, create }: RecordChange): string {
  const removals = remove.map(record => `delete ${show(record)}`)
  const creations = create.map(record => `create ${show(record)}`)
  return [...removals, ...creations].join('; ')
}
