import Type, { type TObject } from 'typebox'
import { hostnamePattern, labelPattern } from '../hostname/validity.ts'

/** The API group of all our kinds. Also the prefix of our annotations and tags. */
export const group = 'gateway-orchestrator.io'
/** The API version of all our kinds. */
export const version = 'v1alpha1'
/** The `apiVersion` of all our kinds: group and version. */
export const apiVersion = `${group}/${version}`

/** One CEL rule of a CRD schema, an entry of `x-kubernetes-validations`. */
export type Rule = { rule: string; message: string; optionalOldSelf?: boolean }

/** Options of a schema with CEL rules. The API server evaluates them, Ajv ignores them. */
export function rules(...all: readonly Rule[]): { 'x-kubernetes-validations': readonly Rule[] } {
  return { 'x-kubernetes-validations': all }
}

/**
 * A rule on an object: a required property cannot be changed. A rule on the property itself would
 * not run if the property is absent, so this rule has to be on the object.
 * @param instead - what to do instead, for the message
 */
export function immutable(property: string, instead?: string): Rule {
  return {
    rule: `self.${property} == oldSelf.${property}`,
    message: forLife(`${property} cannot be changed`, instead)
  }
}

/**
 * A rule on an object: an optional property cannot be changed, added or removed.
 * @param instead - what to do instead, for the message
 */
export function immutableOptional(property: string, instead?: string): Rule {
  const [value, oldValue] = [`self.${property}`, `oldSelf.${property}`]
  return {
    rule: `has(${value}) == has(${oldValue}) && (!has(${value}) || ${value} == ${oldValue})`,
    message: forLife(`${property} cannot be changed, added or removed`, instead)
  }
}

function forLife(sentence: string, instead: string | undefined): string {
  return instead === undefined ? sentence : `${sentence}: ${instead}`
}

/** A string with a fixed set of values. */
export function choice<const T extends string>(values: readonly T[], options: object = {}) {
  return Type.Unsafe<T>({ type: 'string', enum: [...values], ...options })
}

/**
 * A string of limited length. Every string needs a limit: if a string has none, the API server
 * refuses rules on this string as too costly.
 */
export function text(maxLength: number, options: object = {}) {
  return Type.String({ maxLength, ...options })
}

/** A time in RFC 3339, as Kubernetes writes it. */
export function time(options: object = {}) {
  return Type.String({ format: 'date-time', maxLength: 64, ...options })
}

/** A name of a Kubernetes object: a DNS subdomain. */
export function objectName(options: object = {}) {
  return Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: `^${labelPattern}(\\.${labelPattern})*$`,
    ...options
  })
}

/** A name of a namespace: one DNS label. */
export function namespaceName(options: object = {}) {
  return Type.String({ minLength: 1, maxLength: 63, pattern: `^${labelPattern}$`, ...options })
}

/** The ID of a Route 53 hosted zone, without `/hostedzone/` in front. */
export function zoneID(options: object = {}) {
  return Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Z0-9]{1,32}$', ...options })
}

/** The ARN of an ACM certificate. */
export function certificateARN(options: object = {}) {
  return text(2048, options)
}

/** A hostname of at most 64 characters, the limit of ACM. Rules check the rest of its form. */
export function hostname(options: object = {}) {
  return Type.String({ minLength: 3, maxLength: 64, ...rules(...hostnameRules), ...options })
}

/**
 * The rules that every hostname has to follow. The pattern is a CEL rule too, because a CEL rule
 * has a helpful message. `hostnameProblem` checks the same for objects that were not checked by
 * these rules.
 */
export const hostnameRules: readonly Rule[] = [
  {
    rule: `self.matches('${hostnamePattern.replaceAll('\\', '\\\\')}')`,
    message:
      "a hostname consists of labels of a-z, 0-9 and '-', joined by dots, in lower case, such as " +
      "shop.apps.example.com; it may begin with '*.'"
  },
  {
    rule: "!self.matches('[.][0-9]+$')",
    message: 'the last label of a hostname cannot be all digits: that would be an IP address'
  },
  {
    rule: "!self.endsWith('.invalid')",
    message: '.invalid is not a public domain: use a hostname of a public domain'
  },
  {
    rule: "self.split('.').all(l, size(l) <= 63)",
    message: 'a label (a part between two dots) cannot have more than 63 characters'
  }
]

/** One entry of `status.conditions`, as in the Kubernetes API conventions. */
export const condition = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 316, description: 'Name of the step.' }),
  status: choice(['True', 'False', 'Unknown'], { description: 'True when the step is done.' }),
  reason: Type.String({
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    description: 'State of the step, in one word.'
  }),
  message: text(32768, {
    description: 'State of the step: what it waits for, and what to do.'
  }),
  lastTransitionTime: time({ description: 'When the status of this step last changed.' }),
  observedGeneration: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'The metadata.generation that this condition was written for.'
    })
  )
})

/** `status.observedGeneration`. Metacontroller writes it. */
export const observedGeneration = Type.Optional(
  Type.Integer({
    description:
      'The metadata.generation that the status was written for; -1 if there is no status yet.'
  })
)

/**
 * The status of an object to which nothing has happened yet. kstatus compares observedGeneration
 * with metadata.generation. Without this default, Helm and Flux would take an object without a
 * status for one that is done.
 */
export const initialStatus = { observedGeneration: -1 }

/** `status.conditions`, the same in all kinds that have a status. */
export const conditions = Type.Array(condition, {
  description:
    'One condition for each step, in the order of the steps. Ready sums them up. While Ready is ' +
    'not True, Stalled says that waiting does not help, or Reconciling that it does.',
  maxItems: 16,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type']
})

/**
 * A reference to one request. A new request with the same name has another UID, so it does not
 * match.
 */
export const requestRef = Type.Object(
  {
    namespace: namespaceName({ description: 'Namespace of the GatewayHostnameRequest.' }),
    name: objectName({ description: 'Name of the GatewayHostnameRequest.' }),
    uid: Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        'UID of the GatewayHostnameRequest. A request that is created again has another UID.'
    })
  },
  { description: 'The GatewayHostnameRequest that this object belongs to.' }
)

/** One of our kinds: all that its CRD is made from. */
export type Kind = {
  kind: string
  plural: string
  singular: string
  shortNames: readonly string[]
  scope: 'Cluster' | 'Namespaced'
  description: string
  /** The description of `spec`, which `kubectl explain <kind>.spec` shows first. */
  specDescription: string
  spec: TObject
  status?: TObject
  /** CEL rules on the whole object. */
  rules?: readonly Rule[]
  printerColumns: readonly PrinterColumn[]
}

/** A column of `kubectl get`. With priority 1 it is shown only with `-o wide`. */
export type PrinterColumn = {
  name: string
  type: 'string' | 'integer' | 'date'
  jsonPath: string
  description?: string
  priority?: 0 | 1
}

/** A column that shows the status, reason or message of one condition. */
export function conditionColumn(
  name: string,
  type: string,
  field: 'status' | 'reason' | 'message',
  priority: 0 | 1 = 0
) {
  return {
    name,
    type: 'string',
    jsonPath: `.status.conditions[?(@.type=="${type}")].${field}`,
    priority
  } as const
}

/** The last column of every kind. */
export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp'
}
