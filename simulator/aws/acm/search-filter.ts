import { isObject, type JsonObject } from '../wire/json.ts'
import { textMember, violation } from './constraints.ts'
import type { Listed } from './list-certificates.ts'

/** Whether a certificate matches the search. */
export type Filter = (listed: Listed) => boolean

/**
 * @param statement - a CertificateFilterStatement, which has exactly one of the members And, Or,
 * Not and Filter
 * @returns the filter
 * @throws ValidationException if the embedded AWS does not have such a filter
 */
export function parseStatement(statement: JsonObject): Filter {
  const [kind, content] = onlyMember(statement)
  switch (kind) {
    case 'And':
      return all(statementsOf(content))
    case 'Or':
      return any(statementsOf(content))
    case 'Not':
      return not(parseStatement(objectOf(content)))
    case 'Filter':
      return parseFilter(objectOf(content))
    default:
      throw unsupported(kind)
  }
}

function statementsOf(content: unknown): Filter[] {
  return Array.isArray(content) ? content.filter(isObject).map(parseStatement) : []
}

const all =
  (filters: readonly Filter[]): Filter =>
  listed =>
    filters.every(filter => filter(listed))
const any =
  (filters: readonly Filter[]): Filter =>
  listed =>
    filters.some(filter => filter(listed))
const not =
  (filter: Filter): Filter =>
  listed =>
    !filter(listed)

function parseFilter(filter: JsonObject): Filter {
  const [kind, content] = onlyMember(filter)
  if (kind === 'CertificateArn') return ({ certificate }) => certificate.arn === content
  if (kind === 'X509AttributeFilter') return parseAttribute(objectOf(content))
  if (kind === 'AcmCertificateMetadataFilter') return parseMetadata(objectOf(content))
  throw unsupported(kind)
}

function parseAttribute(attribute: JsonObject): Filter {
  const [kind, content] = onlyMember(attribute)
  if (kind === 'KeyAlgorithm') return ({ certificate }) => certificate.keyAlgorithm === content
  if (kind === 'Subject')
    return byName(objectOf(content).CommonName, ({ certificate }) => [certificate.domain])
  if (kind === 'SubjectAlternativeName')
    return byName(objectOf(content).DnsName, ({ certificate }) => certificate.names)
  throw unsupported(kind)
}

function byName(comparison: unknown, namesOf: (listed: Listed) => readonly string[]): Filter {
  const value = textMember(objectOf(comparison), 'Value')?.toLowerCase() ?? ''
  const contains = textMember(objectOf(comparison), 'ComparisonOperator') === 'CONTAINS'
  return listed => namesOf(listed).some(name => (contains ? name.includes(value) : name === value))
}

function parseMetadata(metadata: JsonObject): Filter {
  const [kind, content] = onlyMember(metadata)
  if (kind === 'Status') return ({ status }) => status === content
  if (kind === 'InUse') return ({ inUse }) => inUse === content
  if (kind === 'ValidationMethod')
    return ({ certificate }) => certificate.validationMethod === content
  if (kind === 'Type') return () => content === 'AMAZON_ISSUED'
  throw unsupported(kind)
}

function onlyMember(union: JsonObject): [string, unknown] {
  const [member, ...others] = Object.entries(union)
  if (member !== undefined && others.length === 0) return member
  throw violation(JSON.stringify(union), 'filterStatement', 'Exactly one member must be set')
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

function unsupported(kind: string): Error {
  return violation(kind, 'filterStatement', 'The embedded AWS does not speak this filter')
}
