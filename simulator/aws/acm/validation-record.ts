import { createHash } from 'node:crypto'
import type { ValidationRecord } from './certificate.ts'

/**
 * The validation CNAME of a domain. It depends only on the account and the domain, and not on the
 * region or the certificate. So all certificates for a name share one CNAME, and a name shares it
 * with its wildcard (terraform-provider-aws, issue 13653).
 * @param domain - in lower case
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

/** Converts two hexadecimal digits to a letter from a to z. */
function letterOf(pair: string): string {
  return String.fromCharCode(97 + (Number.parseInt(pair, 16) % 26))
}
