import { compileRules, type RuleCheck } from './cel-rules.ts'
import { withDefaults } from './defaulting.ts'
import { duplicatesIn } from './list-uniqueness.ts'
import type { JsonObject } from './objects.ts'
import { prune } from './pruning.ts'
import type { CustomResourceDefinition, Schema } from './schema.ts'
import { compileSchema, type SchemaCheck } from './schema-validation.ts'

/** What a version of a CustomResourceDefinition holds its objects to, compiled once. */
export type Validator = {
  schema: Schema
  /** Prunes alone: what a client applies owns no defaults. */
  prune: (object: JsonObject) => { object: JsonObject; unknown: readonly string[] }
  /**
   * Prunes and fills in defaults; the fields that were unknown are named. Fields on top that are the very ones of an
   * object that this validator admitted before are left as they are.
   */
  admit: (
    object: JsonObject,
    admitted?: JsonObject
  ) => { object: JsonObject; unknown: readonly string[] }
  /** Schema, lists, then CEL rules if the rest was right; `old` is what the object replaces. One line a problem. */
  validate: (object: JsonObject, old?: JsonObject) => readonly string[]
}

/**
 * Compiles a schema. The CEL rules are compiled at their first use, which saves seconds with all upstream kinds loaded;
 * `compileAll` does it at once.
 * Throws where the API server would refuse the CustomResourceDefinition.
 */
export function compileValidator(schema: Schema): Validator & { compileAll: () => void } {
  let checks: { schema: SchemaCheck; rules: RuleCheck } | undefined
  const compiled = () => {
    checks ??= { schema: compileSchema(schema), rules: compileRules(schema) }
    return checks
  }
  return {
    schema,
    compileAll: () => void compiled(),
    prune: object => prune(schema, object),
    admit: (object, admitted) => {
      const pruned = prune(schema, object, admitted)
      return {
        object: withDefaults(schema, pruned.object, admitted) as JsonObject,
        unknown: pruned.unknown
      }
    },
    validate: (object, old) => {
      const problems = [...compiled().schema(object), ...duplicatesIn(schema, object)]
      return problems.length > 0 ? problems : compiled().rules(object, old)
    }
  }
}

const validators = new WeakMap<CustomResourceDefinition, Map<string, Validator>>()

/**
 * Holds an object to its CustomResourceDefinition, more strictly than the API server, which prunes unknown fields.
 * Takes the definition (parsed YAML), the object, and the object it replaces for rules with `oldSelf`.
 * Returns what is wrong, one line each: version, kind, unknown fields, schema, list uniqueness, CEL rules.
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

/** The validator of one version of a definition, compiled once per definition. */
export function validatorOf(crd: CustomResourceDefinition, version: string): Validator {
  const known = validators.get(crd) ?? new Map<string, Validator>()
  validators.set(crd, known)
  const ready = known.get(version)
  if (ready !== undefined) return ready
  const made = compileValidator(
    crd.spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema ?? {}
  )
  known.set(version, made)
  return made
}
