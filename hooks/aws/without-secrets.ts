/**
 * Removes from a message of AWS what must be neither in a status, which app teams can read, nor in
 * a log: access key ids, session tokens, signatures, the text that was signed, and the names of
 * role sessions.
 */
export function withoutSecrets(message: string): string {
  return secrets.reduce((text, [pattern, instead]) => text.replace(pattern, instead), message)
}

/** What each secret looks like, and what is shown instead. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // A SignatureDoesNotMatch error repeats the signed text. The session token is in its headers.
  [/\s*The (?:Canonical String|String-to-Sign) for this request[\s\S]*/i, ''],
  [/\b((?:X-Amz-)?(?:Security-Token|Signature|Credential))\s*[=:]\s*[^\s,&'"]+/gi, '$1=(hidden)'],
  // The prefixes are in the "unique identifiers" of the IAM User Guide.
  [/\b(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA)[A-Z0-9]{12,124}\b/g, '(access key id)'],
  // The session of a pod has the pod's name, or another name that tells about the cluster.
  [/(:assumed-role\/[\w+=,.@-]+)\/[\w+=,.@-]+/g, '$1'],
  // Tokens and encoded authorization messages are long words of Base64.
  [/(?<![\w+/=%-])[\w+/=%-]{80,}(?![\w+/=%-])/g, '(hidden)']
]
