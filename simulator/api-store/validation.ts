import { compileRules, type RuleCheck } from './cel-rules.ts'
import { withDefaults } from './defaulting.ts'
import { duplicatesIn } from './list-uniqueness.ts'
import { getOrCreate, type JsonObject } from './objects.ts'
import { type Pruned, prune } from './pruning.ts'
import type { CustomResourceDefinition, Schema } from './schema.ts'
import { compileSchema, type SchemaCheck } from './schema-validation.ts'

/** The checks of one version of a CustomResourceDefinition. */
export type Validator = {
  schema: Schema
  /**
   * Prunes an object, but fills in no defaults. With server-side apply, the client would become the
   * owner of these defaults.
   */
  prune: (object: JsonObject) => Pruned
  /**
   * Prunes an object and fills in defaults. `admitted` is an object that this validator has
   * admitted before. If a top-level field has the same value in both objects, it is not looked at
   * again.
   */
  admit: (object: JsonObject, admitted?: JsonObject) => Pruned
  /**
   * Checks an object against the schema and looks for duplicates in its lists. If these checks find
   * nothing, evaluates the CEL rules. `old` is the object that `object` replaces. Returns one line
   * per problem.
   */
  validate: (object: JsonObject, old?: JsonObject) => readonly string[]
}

/**
 * Makes the validator of a schema. It compiles the schema and its CEL rules when they are first
 * used, which saves seconds if all kinds of other projects are loaded. `compileAll` compiles them
 * at once.
 * @throws when first used, if the API server would refuse the CustomResourceDefinition
 */
export function compileValidator(schema: Schema): Validator & { compileAll: () => void } {
  let compiled: { schema: SchemaCheck; rules: RuleCheck } | undefined
  const checks = () => {
    compiled ??= { schema: compileSchema(schema), rules: compileRules(schema) }
    return compiled
  }
  return {
    schema,
    compileAll: () => void checks(),
    prune: object => prune(schema, object),
    admit: (object, admitted) => {
      const pruned = prune(schema, object, admitted)
      return {
        object: withDefaults(schema, pruned.object, admitted) as JsonObject,
        unknown: pruned.unknown
      }
    },
    validate: (object, old) => {
      const problems = [...checks().schema(object), ...duplicatesIn(schema, object)]
      return problems.length > 0 ? problems : checks().rules(object, old)
    }
  }
}

const validators = new WeakMap<CustomResourceDefinition, Map<string, Validator>>()

/**
 * Checks an object against its CustomResourceDefinition. This check is stricter than the API
 * server, which silently drops unknown fields.
 * @param crd - parsed from YAML
 * @param old - the object that `object` replaces, for rules with `oldSelf`
 * @returns one line per problem with the version, the kind, unknown fields, the schema, duplicates
 * or CEL rules
 */
export function validateAgainstCrd(
  crd: CustomResourceDefinition,
  object: JsonObject,
  old?: JsonObject
): string[] {
  const { group, names, versions } = crd.spec
  const version = versions.find(
    ({ name, served }) => served && object.apiVersion === `${group}/${name}`
  )
  if (version === undefined)
    return [`apiVersion: ${String(object.apiVersion)} is not served by ${crd.metadata.name}`]
  if (object.kind !== names.kind) return [`kind: ${String(object.kind)} is not ${names.kind}`]
  const validator = validatorOf(crd, version.name)
  const admitted = validator.admit(object)
  const unknown = admitted.unknown.map(path => `${path}: unknown field`)
  return [...unknown, ...validator.validate(admitted.object, old)]
}

/**
 * The validator of one version of a definition. It is made once for each definition and version.
 */
export function validatorOf(crd: CustomResourceDefinition, version: string): Validator {
  const byVersion = validators.get(crd) ?? new Map<string, Validator>()
  validators.set(crd, byVersion)
  return getOrCreate(byVersion, version, () => {
    const found = crd.spec.versions.find(({ name }) => name === version)
    return compileValidator(found?.schema?.openAPIV3Schema ?? {})
  })
}
