/** Flags that several commands have. */

export const formats = ['text', 'json'] as const
export type OutputFormat = (typeof formats)[number]

export const outputFlag = {
  kind: 'enum',
  values: formats,
  optional: true,
  brief: 'How to print the result (text)'
} as const

export const inClusterFlag = {
  kind: 'boolean',
  optional: true,
  withNegated: false,
  brief: 'Read as the service account of the pod that this runs in, or fail'
} as const

export const contextFlag = {
  kind: 'parsed',
  parse: String,
  optional: true,
  brief: "Context of kubectl (the current one, or in a pod the pod's own cluster)",
  placeholder: 'NAME'
} as const

export const namespaceFlag = {
  kind: 'parsed',
  parse: String,
  optional: true,
  brief: 'Namespace of the request (that of the context)',
  placeholder: 'NAME'
} as const

/** For results that are objects: text for people, or JSON or YAML for programs. */
export const objectFormats = ['text', 'json', 'yaml'] as const
export type ObjectFormat = (typeof objectFormats)[number]

export const objectOutputFlag = {
  kind: 'enum',
  values: objectFormats,
  optional: true,
  brief: 'How to print the result (text)'
} as const

/** For results that are lists. */
export const listFormats = ['text', 'wide', 'name', 'json', 'yaml'] as const
export type ListFormat = (typeof listFormats)[number]

export const listOutputFlag = {
  kind: 'enum',
  values: listFormats,
  optional: true,
  brief: 'How to print the list (text)'
} as const

export const hooksFlag = {
  kind: 'parsed',
  parse: httpURL,
  optional: true,
  brief: 'Address of the hooks, such as http://127.0.0.1:8080 (their Service)',
  placeholder: 'URL'
} as const

/** @throws if a text is not an address of HTTP */
function httpURL(text: string): string {
  if (!/^https?:\/\/[^/]+\/?$/.test(text)) throw new Error('it has to be such as http://HOST:PORT')
  return text.replace(/\/$/, '')
}

const matchZone = matching(/^[A-Z0-9]{1,32}$/, 'the ID of a hosted zone, such as Z0EXAMPLEAPPS')

/**
 * The ID of a hosted zone. AWS prints it with `/hostedzone/` in front.
 * @throws if a text is no ID
 */
export function zoneID(text: string): string {
  return matchZone(text.replace(/^\/hostedzone\//, ''))
}

/** @throws by the returned function, if a text does not match */
export function matching(pattern: RegExp, expected: string): (text: string) => string {
  return text => {
    if (!pattern.test(text)) throw new Error(`it has to be ${expected}`)
    return text
  }
}
