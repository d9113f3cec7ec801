import { Ajv } from 'ajv'
import { domainClaimKind } from '../api/domain-claim.ts'

const ajv = new Ajv({ strict: false, validateFormats: false })
const check = ajv.compile(domainClaimKind.status ?? {})

/** Whether a DomainClaim's status has the form that we write. */
export function isReadableStatus(status: unknown): boolean {
  return check(status)
}
