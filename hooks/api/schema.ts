import Type, { type TObject } from 'typebox'

/** API group of all our kinds, and prefix of our annotations and tags. */
export const group = 'gateway-orchestrator.io'
/** apiVersion of all our kinds. */
export const apiVersion = `${group}/v1alpha1`

/** A CEL rule of a CRD schema: `x-kubernetes-validations`. */
export type Rule = { rule: string; message: string; optionalOldSelf?: boolean }

/** Puts CEL rules on a schema; the API server evaluates them, ajv ignores them. */
export function rules(...all: readonly Rule[]): { 'x-kubernetes-validations': readonly Rule[] } {
  return { 'x-kubernetes-validations': all }
}

/**
 * Rule for an object: a required property that keeps its value for life.
 * Rules on the property itself would not run when it is absent, so all sit on the parent.
 */
export function immutable(property: string): Rule {
  return { rule: `self.${property} == oldSelf.${property}`, message: `${property} cannot be changed` }
}

/** Rule for an object: an optional property that may neither change, appear nor vanish. */
export function immutableOptional(property: string): Rule {
  return {
    rule: `has(self.${property}) == has(oldSelf.${property}) && (!has(self.${property}) || self.${property} == oldSelf.${property})`,
    message: `${property} cannot be changed, added or removed`
  }
}

/** A string out of a few. */
export function choice<const T extends string>(values: readonly T[], options: object = {}) {
  return Type.Unsafe<T>({ type: 'string', enum: [...values], ...options })
}

/** A bounded string; every string has a bound, or the API server refuses rules on it as too costly. */
export function text(maxLength: number, options: object = {}) {
  return Type.String({ maxLength, ...options })
}

/** Seconds since … in RFC 3339, as Kubernetes writes times. */
export function time(options: object = {}) {
  return Type.String({ format: 'date-time', maxLength: 64, ...options })
}

export const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** A DNS subdomain as Kubernetes wants names of objects. */
export function objectName(options: object = {}) {
  return Type.String({ minLength: 1, maxLength: 253, pattern: `^${label}(\\.${label})*$`, ...options })
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

export const hostnamePattern = `^(\\*\\.)?(${label}\\.)+${label}$`

/** A hostname that ACM takes as a certificate's domain name: at most 64 octets, a wildcard only in front. */
export function hostname(options: object = {}) {
  return Type.String({ minLength: 3, maxLength: 64, pattern: hostnamePattern, ...options })
}

/** Rules that every hostname has to satisfy beyond its pattern. */
export const hostnameRules: readonly Rule[] = [
  {
    rule: "!self.matches('\\\\.[0-9]+$')",
    message: 'the last label of a hostname cannot be all digits: that would be an IP address'
  },
  {
    rule: "self.split('.').all(l, size(l) <= 63)",
    message: 'a label (the part between two dots) has at most 63 characters'
  }
]

export const condition = Type.Object({
  type: Type.String({ minLength: 1, maxLength: 316 }),
  status: choice(['True', 'False', 'Unknown']),
  reason: Type.String({ minLength: 1, maxLength: 1024, pattern: '^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$' }),
  message: text(32768),
  lastTransitionTime: time(),
  observedGeneration: Type.Optional(Type.Integer({ minimum: 0 }))
})

export const conditions = Type.Array(condition, {
  description: 'What was last seen, one entry a step, in the order of the steps. Ready sums them up.',
  maxItems: 16,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['type']
})

export const requestRef = Type.Object(
  {
    namespace: namespaceName({ description: 'Namespace of the GatewayHostnameRequest.' }),
    name: objectName({ description: 'Name of the GatewayHostnameRequest.' }),
    uid: Type.String({ minLength: 1, maxLength: 64, description: 'UID of the GatewayHostnameRequest.' })
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
  return { name, type: 'string', jsonPath: `.status.conditions[?(@.type=="${type}")].${field}`, priority } as const
}

export const ageColumn: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' }
