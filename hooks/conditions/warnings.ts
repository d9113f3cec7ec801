import type { Finding } from './conditions.ts'
import { isWarning } from './reasons.ts'

/** Appends the messages of findings that are True and warn to the message of a Ready condition. */
export function withWarnings(message: string, findings: readonly Finding[]): string {
  const warnings = findings.filter(({ status, reason }) => status === 'True' && isWarning(reason))
  if (warnings.length === 0) return message
  return `${message.replace(/\.$/, '')}. Warning: ${warnings.map(w => w.message).join(' ')}`
}
