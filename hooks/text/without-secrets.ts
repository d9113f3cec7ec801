/**
 * Removes from a message of AWS what could help an attacker, or says who runs the hooks: ids of
 * access keys, tokens and signatures, and the session of an assumed role. Messages get into logs
 * and into the statuses of objects that app teams can read.
 */
export function withoutSecrets(message: string): string {
  return message
    .replace(/\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b(?::[\w+=,.@-]+)?/g, '(hidden)')
    .replace(/(:assumed-role\/[\w+=,.@-]+)\/[\w+=,.@-]+/g, '$1')
    .replace(
      /\b(signature|token|x-amz-[\w-]+)(["']?\s*[=:]\s*["']?)[\w+/=%-]{16,}/gi,
      '$1$2(hidden)'
    )
}
