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
