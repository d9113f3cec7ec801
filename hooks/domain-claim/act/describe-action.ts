import { show } from '../../dns/records.ts'
import { describeZone } from '../../dns/zone-ref.ts'
import type { Action } from '../facts/outcome.ts'

/** An action in words, for logs and dry runs. */
export function describeAction(action: Action): string {
  switch (action.do) {
    case 'requestCertificate':
      return `request a certificate for ${action.hostname}`
    case 'deleteCertificate':
      return `delete certificate ${action.arn}`
    case 'removeTags':
      return `take tags ${action.keys.join(', ')} off certificate ${action.arn}`
    case 'changeRecords': {
      const { remove, create } = action.change
      const parts = [
        ...remove.map(r => `delete ${show(r)}`),
        ...create.map(r => `create ${show(r)}`)
      ]
      return `in ${describeZone(action.zone)}: ${parts.join('; ')}`
    }
    default:
      return action satisfies never
  }
}
