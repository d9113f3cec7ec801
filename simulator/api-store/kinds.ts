import { apiError } from './api-errors.ts'
import type { CustomResourceDefinition, Schema } from './schema.ts'
import { compileValidator, type Validator, validatorOf } from './validation.ts'

/** One version of one kind that the store serves. All versions of a kind share their objects. */
export type Kind = {
  apiVersion: string
  group: string
  version: string
  kind: string
  plural: string
  isNamespaced: boolean
  hasStatus: boolean
  /** Whether `metadata.generation` counts the changes of the spec. For Namespaces it does not. */
  hasGeneration: boolean
  validator: Validator
}

/** The kinds that a store serves. */
export type Kinds = {
  all: readonly Kind[]
  /** Returns a kind. Throws the API server's 404 if the store does not serve this kind. */
  of: (apiVersion: string, kind: string) => Kind
  /** The kind with this plural, such as `gateways`. */
  byPlural: (apiVersion: string, plural: string) => Kind | undefined
}

const text: Schema = { type: 'string' }

const namespaceSchema: Schema = {
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { finalizers: { type: 'array', items: text } } },
    status: {
      type: 'object',
      properties: {
        phase: text,
        conditions: { type: 'array', items: { 'x-kubernetes-preserve-unknown-fields': true } }
      }
    }
  }
}

/** The kinds of these CustomResourceDefinitions, and `v1 Namespace`. */
export function createKinds(crds: readonly CustomResourceDefinition[]): Kinds {
  const all = [namespaceKind, ...crds.flatMap(kindsOf)]
  const byName = new Map(all.map(kind => [`${kind.apiVersion}/${kind.kind}`, kind]))
  const byPlural = new Map(all.map(kind => [`${kind.apiVersion}/${kind.plural}`, kind]))
  return {
    all,
    of: (apiVersion, kind) => byName.get(`${apiVersion}/${kind}`) ?? unknownKind(apiVersion, kind),
    byPlural: (apiVersion, plural) => byPlural.get(`${apiVersion}/${plural}`)
  }
}

function unknownKind(apiVersion: string, kind: string): never {
  const resource = `no kind "${kind}" in "${apiVersion}"`
  const message = `the server could not find the requested resource: ${resource}`
  throw apiError(404, 'NotFound', message)
}

/** The kind Namespace. All stores share it, so that its schema is compiled only once. */
const namespaceKind: Kind = {
  apiVersion: 'v1',
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  isNamespaced: false,
  hasStatus: true,
  hasGeneration: false,
  validator: compileValidator(namespaceSchema)
}

function kindsOf(crd: CustomResourceDefinition): readonly Kind[] {
  const { group, names, scope, versions } = crd.spec
  return versions
    .filter(({ served }) => served)
    .map(({ name, subresources }) => ({
      // The name of the core group is empty, and its apiVersion is the version alone, without a
      // slash.
      apiVersion: group === '' ? name : `${group}/${name}`,
      group,
      version: name,
      kind: names.kind,
      plural: names.plural,
      isNamespaced: scope === 'Namespaced',
      hasStatus: subresources?.status !== undefined,
      hasGeneration: true,
      validator: validatorOf(crd, name)
    }))
}
