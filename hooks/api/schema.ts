import Type, { type TObject } from 'typebox'
import { hostnamePattern, label } from '../hostname/validity.ts'

/** API group of all our kinds, and prefix of our annotations and tags. */
export const group = 'gateway-orchestrator.io'
/** The one version of all our kinds. */
export const version = 'v1alpha1'
/** apiVersion of all our kinds. */
export const apiVersion = `${group}/${version}`

/** A CEL rule of a CRD schema: `x-kubernetes-validations`. */
export type Rule = { rule: string; message: string; optionalOldSelf?: boolean }

/** Puts CEL rules on a schema; the API server evaluates them, ajv ignores them. */
export function rules(...all: readonly Rule[]): { 'x-kubernetes-validations': readonly Rule[] } {
  return { 'x-kubernetes-validations': all }
}

/**
 * Rule for an object: a required property that keeps its value for life; `instead` says what to do.
 * Rules on the property itself would not run when it is absent, so all sit on the parent.
 */
export function immutable(property: string, instead?: string): Rule {
  return {
    rule: `self.${property} == oldSelf.${property}`,
    message: forLife(`${property} cannot be changed`, instead)
  }
}

/** Rule for an object: an optional property that may neither change, appear nor vanish; `instead` says what to do. */
export function immutableOptional(property: string, instead?: string): Rule {
  return {
    rule: `has(self.${property}) == has(oldSelf.${property}) && (!has(self.${property}) || self.${property} == oldSelf.${property})`,
    message: forLife(`${property} cannot be changed, added or removed`, instead)
  }
}

function forLife(sentence: string, instead: string | undefined): string {
  return instead === undefined ? sentence : `${sentence}: ${instead}`
}

/** A string out of a few. */
export function choice<const T extends string>(values: readonly T[], options: object = {}) {
  return Type.Unsafe<T>({ type: 'string', enum: [...values], ...options })
}

/** A bounded string; every string has a bound, or the API server refuses rules on it as too costly. */
export function text(maxLength: number, options: object = {}) {
  return Type.String({ maxLength, ...options })
}

/** A moment in RFC 3339, as Kubernetes writes times. */
export function time(options: object = {}) {
  return Type.String({ format: 'date-time', maxLength: 64, ...options })
}

/** A DNS subdomain as Kubernetes wants names of objects. */
export function objectName(options: object = {}) {
  return Type.String({
    minLength: 1,
    maxLength: 253,
    pattern: `^${label}(\\.${label})*$`,
    ...options
  })
}

/** A namespace's name: one DNS label. */
export function namespaceName(options: object = {}) {
  return Type.String({ minLength: 1, maxLength: 63, pattern: `^${label}$`, ...options })
}

/** Id of a hosted zone as Route 53 gives it, without `/hostedzone/`. */
export function zoneID(options: object = {}) {
  return Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Z0-9]{1,32}$', ...options })
}

/** ARN of an ACM certificate. */
export function certificateARN(options: object = {}) {
  return text(2048, options)
}

/** A hostname that ACM takes as a certificate's domain name: at most 64 octets. Its form is in the rules. */
export function hostname(options: object = {}) {
  return Type.String({ minLength: 3, maxLength: 64, ...rules(...hostnameRules), ...options })
}

/**
 * What every hostname has to satisfy. The pattern is a rule too, because a rule has a message for people;
 * where no API server looks, `hooks/hostname/validity.ts` says the same.
 */
export const hostnameRules: readonly Rule[] = [
  {
    rule: `self.matches('${hostnamePattern.replaceAll('\\', '\\\\')}')`,
    message:
      "a hostname is labels of a-z, 0-9 and '-' joined by dots, in lower case, such as shop.apps.example.com; '*.' may stand in front"
  },
  {
    rule: "!self.matches('[.][0-9]+$')",
    message: 'the last label of a hostname cannot be all digits: that would be an IP address'
  },
  {
    rule: "!self.endsWith('.invalid')",
    message: '.invalid is no public domain'
  },
  {
    rule: "self.split('.').all(l, size(l) <= 63)",
    message: 'a label (the part between two dots) has at most 63 characters'
  }
]

/** One entry of `status.conditions`, as the API conventions of Kubernetes have it. */
export const condition = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 316, description: 'The step.' }),
  status: choice(['True', 'False', 'Unknown'], { description: 'True when the step is done.' }),
  reason: Type.String({
    minLength: 1,
    maxLength: 1024,
    pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$',
    description: 'Where it stands, in one word.'
  }),
  message: text(32768, {
    description: 'Where it stands: what is awaited, from whom, and what to do.'
  }),
  lastTransitionTime: time({ description: 'When the status of this step last changed.' }),
  observedGeneration: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The metadata.generation that this was seen for.' })
  )
})

/** `status.observedGeneration`; Metacontroller writes it. */
export const observedGeneration = Type.Optional(
  Type.Integer({ description: 'The metadata.generation that the status was written for.' })
)

/** `status.conditions` of every kind that has a status. */
export const conditions = Type.Array(condition, {
  description:
    'What was last seen, one entry a step, in the order of the steps. Ready sums them up.',
  maxItems: 16,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type']
})

/** A reference to a request that survives neither its renaming nor its being made again. */
export const requestRef = Type.Object(
  {
    namespace: namespaceName({ description: 'Namespace of the GatewayHostnameRequest.' }),
    name: objectName({ description: 'Name of the GatewayHostnameRequest.' }),
    uid: Type.String({
      minLength: 1,
      maxLength: 64,
      description:
        'UID of the GatewayHostnameRequest: one that is deleted and made again has another.'
    })
  },
  { description: 'The GatewayHostnameRequest this belongs to.' }
)

/** One of our kinds: what a CRD says of it beside its schema. */
export type Kind = {
  kind: string
  plural: string
  singular: string
  shortNames: readonly string[]
  scope: 'Cluster' | 'Namespaced'
  description: string
  /** What `spec` is: the first line of `kubectl explain <kind>.spec`. */
  specDescription: string
  spec: TObject
  status?: TObject
  /** CEL rules on the whole object. */
  rules?: readonly Rule[]
  printerColumns: readonly PrinterColumn[]
}

/** A column of `kubectl get`; priority 1 shows only with `-o wide`. */
export type PrinterColumn = {
  name: string
  type: 'string' | 'integer' | 'date'
  jsonPath: string
  description?: string
  priority?: 0 | 1
}

/** The column that shows one condition's status, reason or message. */
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

/** The column that every kind ends with. */
export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp'
}
