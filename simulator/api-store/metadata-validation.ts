import type { Kind } from './kinds.ts'
import type { MetadataInput, ObjectInput } from './objects.ts'

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/**
 * Checks the metadata that objects of all kinds have, as the API server does: name, labels, owners
 * and annotations. Returns one line per problem.
 */
export function metadataProblems(kind: Kind, { metadata }: ObjectInput): readonly string[] {
  return [
    ...nameProblems(kind, metadata.name),
    ...labelProblems(metadata),
    ...ownerProblems(metadata),
    ...annotationProblems(metadata)
  ]
}

function nameProblems(kind: Kind, name: unknown): readonly string[] {
  if (typeof name !== 'string' || name === '')
    return ['metadata.name: Required value: name or generateName is required']
  const isNamespace = kind.kind === 'Namespace'
  const [pattern, longest, what] = isNamespace
    ? ([dnsLabel, 63, 'a lowercase RFC 1123 label'] as const)
    : ([dnsSubdomain, 253, 'a lowercase RFC 1123 subdomain'] as const)
  const invalid = `metadata.name: Invalid value: "${name}":`
  if (name.length > longest) return [`${invalid} must be no more than ${longest} bytes`]
  if (pattern.test(name)) return []
  return [`${invalid} ${what} must consist of lower case alphanumeric characters, '-' or '.'`]
}

const nameCharacters = "alphanumeric characters, '-', '_' or '.'"
const keyRule = `name part must consist of ${nameCharacters}`
const labelRule = `a valid label must be an empty string or consist of at most 63 ${nameCharacters}`

function labelProblems({ labels = {} }: MetadataInput): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    if (!isQualifiedName(key)) return [`metadata.labels: Invalid value: "${key}": ${keyRule}`]
    const isFine = typeof value === 'string' && (value === '' || labelName.test(value))
    if (isFine) return []
    return [`metadata.labels: Invalid value: ${JSON.stringify(value)}: ${labelRule}`]
  })
}

function annotationProblems({ annotations = {} }: MetadataInput): readonly string[] {
  return Object.entries(annotations).flatMap(([key, value]) => {
    if (!isQualifiedName(key.toLowerCase()))
      return [`metadata.annotations: Invalid value: "${key}": ${keyRule}`]
    if (typeof value === 'string') return []
    return [`metadata.annotations: Invalid value: ${JSON.stringify(value)}: must be a string`]
  })
}

function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse()
  return (
    more.length === 0 && labelName.test(name) && (prefix === undefined || dnsSubdomain.test(prefix))
  )
}

function ownerProblems({ ownerReferences = [] }: MetadataInput): readonly string[] {
  const isIncomplete = ownerReferences.some(
    ({ apiVersion, kind, name, uid }) => !apiVersion || !kind || !name || !uid
  )
  const invalid = 'metadata.ownerReferences: Invalid value:'
  if (isIncomplete) return [`${invalid} apiVersion, kind, name and uid must not be empty`]
  const [first, second] = ownerReferences.filter(({ controller }) => controller === true)
  if (first === undefined || second === undefined) return []
  const rule = 'Only one reference can have Controller set to true'
  const both = `${first.kind}/${first.name} and ${second.kind}/${second.name}`
  return [`${invalid} "object": ${rule}. Found "true" in references for ${both}`]
}
