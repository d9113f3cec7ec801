import { awsError } from '../wire/errors.ts'
import { isObject, type JsonObject } from '../wire/json.ts'

/** From ACM's service model. */
const domainPattern =
  /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/
const tokenPattern = /^\w+$/
const tagPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const arnPattern = /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:[0-9]+:[\w+=,.@-]+(\/[\w+=,.@-]+)*$/

/** Of the first name: it becomes the common name (RFC 5280); alternatives may have 253. */
const longestDomain = 64
const longestName = 253
const mostTags = 50

/** Throws unless this is a name that ACM takes, `first` if it is the certificate's domain. */
export function requireDomain(name: string, first: boolean): void {
  const field = first ? 'domainName' : 'subjectAlternativeNames'
  if (name.length > longestName)
    throw violation(name, field, `Member must have length less than or equal to ${longestName}`)
  if (!domainPattern.test(name))
    throw violation(
      name,
      field,
      `Member must satisfy regular expression pattern: ${domainPattern.source}`
    )
  if (!first || name.length <= longestDomain) return
  throw awsError(
    'InvalidDomainValidationOptionsException',
    `The first domain name can be no longer than ${longestDomain} characters.`
  )
}

/** Throws unless this is an idempotency token: 1 to 32 word characters. */
export function requireToken(token: string): void {
  if (token.length < 1 || token.length > 32)
    throw violation(token, 'idempotencyToken', 'Member must have length less than or equal to 32')
  if (!tokenPattern.test(token))
    throw violation(
      token,
      'idempotencyToken',
      'Member must satisfy regular expression pattern: \\w+'
    )
}

/** @returns the certificate ARN of a request; throws ValidationException or InvalidArnException */
export function requiredArn(input: JsonObject): string {
  const arn = textMember(input, 'CertificateArn')
  if (arn === undefined) throw violation('null', 'certificateArn', 'Member must not be null')
  if (!arnPattern.test(arn))
    throw violation(
      arn,
      'certificateArn',
      `Member must satisfy regular expression pattern: ${arnPattern.source}`
    )
  if (!/:certificate\/[^/]+$/.test(arn))
    throw awsError('InvalidArnException', `Invalid ARN: ${arn}`)
  return arn
}

/** @returns a text member, undefined if absent; throws SerializationException if it is something else */
export function textMember(input: JsonObject, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw awsError('SerializationException', `${name} can not be converted to a String`)
}

/** @returns a list of texts, undefined if absent */
export function textsMember(input: JsonObject, name: string): readonly string[] | undefined {
  const value = input[name]
  if (!Array.isArray(value)) return undefined
  return value.filter(member => typeof member === 'string')
}

/** A tag as a client sends it: a value may be left out, to remove a tag whatever its value. */
export type Tag = { readonly key: string; readonly value: string | undefined }

/** @returns the tags of a request; throws where ACM refuses key or value (there is no `*` in either) */
export function tagsMember(input: JsonObject): readonly Tag[] {
  const value = input.Tags
  const tags = (Array.isArray(value) ? value.filter(isObject) : []).map(tag => ({
    key: textMember(tag, 'Key') ?? '',
    value: textMember(tag, 'Value')
  }))
  tags.forEach(requireTag)
  return tags
}

function requireTag({ key, value }: Tag, index: number): void {
  const at = `tags.${index + 1}.member`
  if (key.length < 1)
    throw violation(key, `${at}.key`, 'Member must have length greater than or equal to 1')
  if (key.length > 128)
    throw violation(key, `${at}.key`, 'Member must have length less than or equal to 128')
  if (value !== undefined && value.length > 256)
    throw violation(value, `${at}.value`, 'Member must have length less than or equal to 256')
  if (!tagPattern.test(key))
    throw violation(
      key,
      `${at}.key`,
      `Member must satisfy regular expression pattern: ${tagPattern.source}`
    )
  if (value !== undefined && !tagPattern.test(value))
    throw violation(
      value,
      `${at}.value`,
      `Member must satisfy regular expression pattern: ${tagPattern.source}`
    )
  if (key.startsWith('aws:'))
    throw awsError(
      'InvalidTagException',
      `aws: prefixed tag key names are not allowed for external use.`
    )
}

/** @returns existing tags and new ones; throws TooManyTagsException */
export function mergeTags(
  existing: ReadonlyMap<string, string>,
  added: readonly Tag[]
): ReadonlyMap<string, string> {
  const merged = new Map([...existing, ...added.map(tag => [tag.key, tag.value ?? ''] as const)])
  if (merged.size > mostTags)
    throw awsError(
      'TooManyTagsException',
      `Tag count exceeds the maximum of ${mostTags} per certificate.`
    )
  return merged
}

/** @returns a ValidationException in the words of AWS's request validation */
export function violation(value: string, field: string, constraint: string): Error {
  const message = `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`
  return awsError('ValidationException', message)
}
