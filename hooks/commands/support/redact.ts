import { fieldOf } from '../../api/field-of.ts'
import { withoutSecrets } from '../../aws/without-secrets.ts'
import { settingsByName } from '../../config/settings.ts'
import { textOf } from '../../text/text-of.ts'

/** What stands in the place of a secret. */
const hidden = '(hidden)'

/** Words after which a value is secret, such as in `password=…` and `"api-key": "…"`. */
const secretWords = 'pass(?:word|wd)?|secret|token|api[-_]?key|private[-_]?key|credential'
const namedValue = new RegExp(
  `((?:${secretWords})[\\w-]*["']?\\s*[=:]\\s*["']?)(?!\\(hidden\\))[^\\s"',;}]+`,
  'gi'
)

/** A flag that names a secret, and its value behind a space. */
const flagAndValue = new RegExp(
  `((?<![\\w-])--?[\\w-]*(?:${secretWords})[\\w-]*["']?\\s+["']?)(?![-(])[^\\s"',]+`,
  'gi'
)

/**
 * What secrets look like that are no secrets of AWS: tokens of Kubernetes and of other services,
 * private keys, passwords in addresses, and values behind a name that says it.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g, hidden],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|npm_)[\w-]{10,}/g, hidden],
  [/\b(bearer|basic)\s+[\w+/=.~-]{8,}/gi, `$1 ${hidden}`],
  // Up to the last @ before the path: a password can have an @ in it, and the name can be empty.
  [/(\w+:\/\/[^\s/:@"']*):[^\s/"']+@/g, `$1:${hidden}@`],
  [/([?&][\w.~%-]+=)(?!\(hidden\))[^\s&#"'<>]+/g, `$1${hidden}`],
  [/(\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"']*):[^\s"']+/g, `$1:${hidden}`],
  [flagAndValue, `$1${hidden}`],
  [namedValue, `$1${hidden}`],
  // The form of secret access keys (IAM User Guide); hashes in hexadecimal are no secrets.
  [/(?<![\w+/=-])(?=[\w+/]*[A-Z])(?=[\w+/]*[a-z])(?=[\w+/]*\d)[\w+/]{40}(?![\w+/=-])/g, hidden]
]

/** A text without what looks like a secret. */
export function redactText(text: string): string {
  const ofAWS = withoutSecrets(text)
  return patterns.reduce((left, [pattern, instead]) => left.replace(pattern, instead), ofAWS)
}

/** Names of fields and keys whose values are never shown. */
const secretName =
  /pass(word|wd)|secret(?!Ref|Name|KeyRef)|token|api[-_]?key|private[-_]?key|authorization$/i

/** Variables of the hooks whose values may be shown: they are settings, and none is a secret. */
const settings = new Set(settingsByName.map(([, { variable }]) => variable as string))

/** Fields of the metadata that say nothing, or repeat the whole object with what it once had. */
const leftOut: readonly string[] = [
  'managedFields',
  'kubectl.kubernetes.io/last-applied-configuration'
]

/** Fields with lists of names and values that a person may have put a secret into. */
const listsOfValues: readonly unknown[] = [
  'env',
  'headers',
  'queryParams',
  'set',
  'add',
  'httpHeaders'
]

/** Annotations of Kubernetes and of the projects that hostnames depend on are shown. */
const knownAnnotation =
  /^(?:[\w.-]+\.)?(?:gateway-orchestrator\.io|kubernetes\.io|k8s\.io|k8s\.aws)\//

/**
 * An object for a bundle: without secrets, and without what only makes it long. Environment
 * variables keep their values only if they are settings of the hooks, and annotations only if they
 * are of Kubernetes or of us. It is a pure function.
 * @param field - the field that the value is in
 */
export function redact(value: unknown, field = ''): unknown {
  if (typeof value === 'string') return secretName.test(field) ? hidden : redactText(value)
  if (Array.isArray(value))
    return value.map((each, index) => redactItem(each, field, value[index - 1]))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !leftOut.includes(name))
  return Object.fromEntries(
    entries.map(([name, each]) =>
      field === 'annotations' && !knownAnnotation.test(name)
        ? [name, hidden]
        : [redactText(name), redact(each, name)]
    )
  )
}

/** A flag whose value is a secret, or has one in it, and is the next item. */
const secretFlag = new RegExp(
  `^(?:--?[\\w-]*(?:${secretWords})[\\w-]*|-u|--user|--proxy-user|-H|--header)$`,
  'i'
)

function redactItem(item: unknown, field: string, before: unknown): unknown {
  if (typeof item === 'string' && typeof before === 'string' && secretFlag.test(before))
    return hidden
  const name = fieldOf(item, 'name')
  const hasValue = fieldOf(item, 'value') !== undefined
  if (!listsOfValues.includes(field) || !hasValue || settings.has(textOf(name)))
    return redact(item, field === 'annotations' ? '' : field)
  return { ...(redact(item) as object), value: hidden }
}
