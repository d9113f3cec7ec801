import type { TSchema } from 'typebox'
import { domainClaimKind } from '../hooks/api/domain-claim.ts'
import { hostnameRequestKind } from '../hooks/api/gateway-hostname-request.ts'
import { gatewayPoolKind } from '../hooks/api/gateway-pool.ts'
import { hostnameDenialKind } from '../hooks/api/hostname-denial.ts'
import { group, initialStatus, type Kind, type Rule, rules, version } from '../hooks/api/schema.ts'
import { defined } from '../hooks/defined.ts'

/** All our kinds, in the order in which a user meets them. */
export const kinds: readonly Kind[] = [
  gatewayPoolKind,
  hostnameRequestKind,
  domainClaimKind,
  hostnameDenialKind
]

/** A schema in the form that a CRD needs: a structural OpenAPI v3 schema. */
export type StructuralSchema = {
  description?: string
  type: string
  required?: readonly string[]
  properties?: { [name: string]: StructuralSchema }
  additionalProperties?: StructuralSchema
  items?: StructuralSchema
  'x-kubernetes-validations'?: readonly Rule[]
  [keyword: string]: unknown
}

export type CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1'
  kind: 'CustomResourceDefinition'
  metadata: { name: string; labels: Record<string, string> }
  spec: {
    group: string
    names: object
    scope: Kind['scope']
    versions: readonly [
      {
        name: string
        served: true
        storage: true
        subresources?: { status: object }
        additionalPrinterColumns: Kind['printerColumns']
        schema: { openAPIV3Schema: StructuralSchema }
      }
    ]
  }
}

/**
 * The CustomResourceDefinition of one of our kinds.
 * @throws when a schema of the kind cannot be made structural
 */
export function toCrd(kind: Kind): CustomResourceDefinition {
  const { plural, singular, shortNames, scope } = kind
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      labels: { 'app.kubernetes.io/part-of': 'gateway-orchestrator' }
    },
    spec: {
      group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular,
        shortNames,
        categories: ['gateway-orchestrator']
      },
      scope,
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          ...(kind.status && { subresources: { status: {} } }),
          additionalPrinterColumns: kind.printerColumns,
          schema: { openAPIV3Schema: objectSchema(kind) }
        }
      ]
    }
  }
}

const conventions =
  'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md'

/** The fields of every object, with the texts of `kubectl explain` for kinds of Kubernetes. */
const typeMeta = {
  apiVersion: {
    description:
      'APIVersion defines the versioned schema of this representation of an object. ' +
      'Servers should convert recognized schemas to the latest internal value, ' +
      `and may reject unrecognized values. More info: ${conventions}#resources`,
    type: 'string'
  },
  kind: {
    description:
      'Kind is a string value representing the REST resource this object represents. ' +
      'Servers may infer this from the endpoint the client submits requests to. ' +
      `Cannot be updated. In CamelCase. More info: ${conventions}#types-kinds`,
    type: 'string'
  },
  metadata: { type: 'object' }
} as const

function objectSchema(kind: Kind): StructuralSchema {
  const spec = { ...structural(kind.spec), description: kind.specDescription }
  const status = kind.status && {
    ...structural(kind.status),
    default: initialStatus,
    description: 'The state that was last seen. The hooks write it.'
  }
  return inOrder({
    description: kind.description,
    type: 'object',
    required: ['spec'],
    properties: { ...typeMeta, spec: inOrder(spec), ...(status && { status: inOrder(status) }) },
    ...(kind.rules && rules(...kind.rules))
  })
}

/**
 * Turns a TypeBox schema into a structural schema, see "Specifying a structural schema" on
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions
 * A property with a default is removed from `required`, because users may leave it out.
 * The `patternProperties` of records, which a CRD cannot have, become `additionalProperties`: all
 * our records allow any key.
 */
export function structural(schema: TSchema): StructuralSchema {
  const { patternProperties, properties, items, required, ...rest } = schema as Loose
  refuseIllegal(rest)
  const values = patternProperties && Object.values(patternProperties)[0]
  const stillRequired = required?.filter(name => properties?.[name]?.default === undefined)
  return inOrder({
    ...rest,
    ...(rest.default !== undefined && { description: withDefault(rest) }),
    ...(isObject(rest.default) && { default: filled(rest.default, properties) }),
    ...(stillRequired?.length && { required: stillRequired }),
    ...(properties && { properties: mapValues(properties, structural) }),
    ...(values && { additionalProperties: structural(values) }),
    ...(items && { items: structural(items) })
  } as StructuralSchema)
}

/** `kubectl explain` shows no defaults. So this adds a default that is no object to the text. */
function withDefault({ description = '', default: value }: Loose): string {
  if (isObject(value)) return description
  const sentence = `Default: ${Array.isArray(value) ? value.join(', ') : value}.`
  return description === '' ? sentence : `${description} ${sentence}`
}

/**
 * The default of an object, with the defaults of its properties filled in. The API server checks
 * the rules of the object on the default in the CRD, before it fills in any defaults of properties.
 */
function filled(value: object, properties: Record<string, Loose> = {}): object {
  return { ...defined(mapValues(properties, property => property.default)), ...value }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Loose = {
  description?: string
  type?: string
  patternProperties?: Record<string, Loose>
  properties?: Record<string, Loose>
  items?: Loose
  required?: readonly string[]
  default?: unknown
}

const illegal = [
  'const',
  'additionalProperties',
  '$ref',
  '$defs',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'if',
  'prefixItems'
]

function refuseIllegal(schema: Loose): void {
  const found = illegal.filter(keyword => keyword in schema)
  if (found.length > 0) throw new Error(`a structural schema cannot have ${found.join(', ')}`)
  if (typeof schema.type !== 'string')
    throw new Error('every part of a structural schema needs exactly one type')
}

/** Puts the description first and the properties last, because people read the file too. */
function inOrder(schema: StructuralSchema): StructuralSchema {
  const { description, type, required, properties, additionalProperties, items, ...rest } = schema
  const { 'x-kubernetes-validations': validations, ...limits } = rest
  return defined({
    description,
    type,
    ...limits,
    'x-kubernetes-validations': validations,
    required,
    properties,
    additionalProperties,
    items
  }) as StructuralSchema
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}
