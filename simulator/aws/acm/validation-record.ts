import { createHash } from 'node:crypto'
import type { ValidationRecord } from './certificate.ts'

/**
 * The validation CNAME belongs to account and domain: certificates for the same name, in whatever region,
 * and for the apex and its wildcard, share it (terraform-provider-aws, issue 13653).
 * @param accountID - of the account
 * @param domain - of a certificate, in lower case
 * @returns the record as ACM shows it, with trailing dots
 */
export function validationRecordOf(accountID: string, domain: string): ValidationRecord {
  const base = domain.replace(/^\*\./, '')
  const digest = (part: string) =>
    createHash('sha256').update(`${accountID}|${base}|${part}`).digest('hex')
  const letters = digest('label')
    .slice(0, 20)
    .replace(/../g, pair => letterOf(pair))
  return {
    name: `_${digest('name').slice(0, 32)}.${base}.`,
    value: `_${digest('value').slice(0, 32)}.${letters}.acm-validations.aws.`
  }
}

/** From two hexadecimal digits to one of a to z. */
function letterOf(pair: string): string {
  return String.fromCharCode(97 + (Number.parseInt(pair, 16) % 26))
}
