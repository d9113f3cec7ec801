import { awsError } from '../wire/errors.ts'
import { isObject, type JsonObject } from '../wire/json.ts'

/** The regular expressions in the service model of ACM, which describes its API. */
const domainPattern =
  /^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$/
const tokenPattern = /^\w+$/
const tagPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const arnPattern = /^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:[0-9]+:[\w+=,.@-]+(\/[\w+=,.@-]+)*$/

/**
 * The most characters of a certificate's domain. The domain becomes the certificate's common name,
 * which has at most 64 characters (RFC 5280).
 */
const longestDomain = 64
const longestName = 253
const mostTags = 50

/**
 * Throws unless ACM accepts this name.
 * @param isFirst - whether it is the certificate's domain, and not an alternative name
 */
export function requireDomain(name: string, isFirst: boolean): void {
  const field = isFirst ? 'domainName' : 'subjectAlternativeNames'
  if (name.length > longestName) throw violation(name, field, atMost(longestName))
  if (!domainPattern.test(name)) throw violation(name, field, matching(domainPattern))
  if (!isFirst || name.length <= longestDomain) return
  throw awsError(
    'InvalidDomainValidationOptionsException',
    `The first domain name can be no longer than ${longestDomain} characters.`
  )
}

/** Throws unless this is an idempotency token: 1 to 32 word characters. */
export function requireToken(token: string): void {
  if (token.length < 1 || token.length > 32) throw violation(token, 'idempotencyToken', atMost(32))
  if (tokenPattern.test(token)) return
  const constraint = 'Member must satisfy regular expression pattern: \\w+'
  throw violation(token, 'idempotencyToken', constraint)
}

/**
 * @returns the member CertificateArn of a request
 * @throws ValidationException or InvalidArnException
 */
export function requiredArn(input: JsonObject): string {
  const arn = textMember(input, 'CertificateArn')
  if (arn === undefined) throw violation('null', 'certificateArn', 'Member must not be null')
  if (!arnPattern.test(arn)) throw violation(arn, 'certificateArn', matching(arnPattern))
  if (!/:certificate\/[^/]+$/.test(arn))
    throw awsError('InvalidArnException', `Invalid ARN: ${arn}`)
  return arn
}

/**
 * @returns a member that is a text; `undefined` if the request does not have it
 * @throws SerializationException if the member is not a text
 */
export function textMember(input: JsonObject, name: string): string | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw awsError('SerializationException', `${name} can not be converted to a String`)
}

/** @returns the texts in a member that is a list; `undefined` if the member is not a list */
export function textsMember(input: JsonObject, name: string): readonly string[] | undefined {
  const value = input[name]
  if (!Array.isArray(value)) return undefined
  return value.filter(member => typeof member === 'string')
}

/** A tag in a request. In a request to remove tags, a tag without a value means any value. */
export type Tag = { readonly key: string; readonly value: string | undefined }

/**
 * @returns the tags of a request
 * @throws if ACM refuses a key or a value, for example because it contains `*`
 */
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
  const keyField = `tags.${index + 1}.member.key`
  const valueField = `tags.${index + 1}.member.value`
  if (key.length < 1)
    throw violation(key, keyField, 'Member must have length greater than or equal to 1')
  if (key.length > 128) throw violation(key, keyField, atMost(128))
  if (value !== undefined && value.length > 256) throw violation(value, valueField, atMost(256))
  if (!tagPattern.test(key)) throw violation(key, keyField, matching(tagPattern))
  if (value !== undefined && !tagPattern.test(value))
    throw violation(value, valueField, matching(tagPattern))
  if (!key.startsWith('aws:')) return
  const message = 'aws: prefixed tag key names are not allowed for external use.'
  throw awsError('InvalidTagException', message)
}

function atMost(length: number): string {
  return `Member must have length less than or equal to ${length}`
}

function matching(pattern: RegExp): string {
  return `Member must satisfy regular expression pattern: ${pattern.source}`
}

/**
 * @returns the existing tags and the added ones; an added tag replaces an existing tag with its key
 * @throws TooManyTagsException
 */
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
  const failure = `Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`
  return awsError('ValidationException', `1 validation error detected: ${failure}`)
}
