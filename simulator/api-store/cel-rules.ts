import type { CelInput } from '@bufbuild/cel'
import { defined } from '../../hooks/defined.ts'
import { type CelProgram, compileCel } from './cel-environment.ts'
import { type CelMemo, toCel } from './cel-values.ts'
import { itemKey } from './list-uniqueness.ts'
import { asObject, isObject } from './objects.ts'
import type { Schema, ValidationRule } from './schema.ts'

/**
 * Checks an object against all rules of a schema. `old` is the object that `value` replaces, or
 * `undefined` if `value` is created. Returns one line per problem.
 */
export type RuleCheck = (value: unknown, old: unknown) => readonly string[]

type CompiledRule = {
  rule: ValidationRule
  program: CelProgram
  message?: CelProgram
  /** Whether the rule mentions `oldSelf`. */
  isTransition: boolean
}

/** A level of a schema that has rules, or that has levels with rules below it. */
type Node = {
  schema: Schema
  rules: readonly CompiledRule[]
  properties: readonly (readonly [string, Node])[]
  additional?: Node
  items?: Node
}

type Walk = { path: string; old: unknown; memo: CelMemo; problems: string[] }

/**
 * The fields that every object has at its root. Rules at the root may use these fields although the
 * schema does not declare them.
 */
const rootFields: { [name: string]: Schema } = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } }
  }
}

/**
 * The place of a rule in a schema. `correlates` says whether the API server can find the old value
 * for it; it cannot inside a list whose items have no keys.
 */
type Place = { path: string; correlates: boolean }

/**
 * Compiles the CEL rules on all levels of a schema.
 * @throws if the API server would refuse the CustomResourceDefinition, because of wrong syntax,
 * unknown functions or fields, reserved words, or `oldSelf` inside a list whose items have no keys.
 * The error names the rule.
 */
export function compileRules(schema: Schema): RuleCheck {
  const root: Schema = { ...schema, properties: { ...schema.properties, ...rootFields } }
  const node = compileNode(root, { path: '', correlates: true })
  if (node === undefined) return () => []
  const memoOfFrozen = new WeakMap<object, CelInput>()
  return (value, old) => {
    const walk: Walk = { path: '', old, memo: createMemo(memoOfFrozen), problems: [] }
    check(node, value, walk)
    return walk.problems
  }
}

/**
 * Makes the memo of one check. Frozen objects never change, so their CEL values are kept for later
 * checks. The CEL values of other objects are kept only for this check.
 */
function createMemo(memoOfFrozen: CelMemo): CelMemo {
  const memoOfCheck = new Map<object, CelInput>()
  return {
    get: object => memoOfFrozen.get(object) ?? memoOfCheck.get(object),
    set: (object, value) =>
      (Object.isFrozen(object) ? memoOfFrozen : memoOfCheck).set(object, value)
  }
}

/** Returns `undefined` if neither this level nor a level below has rules. */
function compileNode(schema: Schema, { path, correlates }: Place): Node | undefined {
  const { additionalProperties, items } = schema
  const isMapList = schema['x-kubernetes-list-type'] === 'map'
  const rules = schema['x-kubernetes-validations'] ?? []
  const node: Node = {
    schema,
    rules: rules.map(rule => compileRule(rule, schema, { path, correlates })),
    properties: compileProperties(schema, { path, correlates }),
    ...defined({
      additional: isObject(additionalProperties)
        ? compileNode(additionalProperties, { path: `${path}.*`, correlates })
        : undefined,
      items:
        items && compileNode(items, { path: `${path}[*]`, correlates: correlates && isMapList })
    })
  }
  const hasOwn = node.rules.length + node.properties.length > 0
  const hasRules = hasOwn || node.additional !== undefined || node.items !== undefined
  return hasRules ? node : undefined
}

function compileProperties(schema: Schema, { path, correlates }: Place): Node['properties'] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const node = compileNode(inner, { path: `${path}.${name}`, correlates })
    return node === undefined ? [] : [[name, node] as const]
  })
}

function compileRule(
  rule: ValidationRule,
  schema: Schema,
  { path, correlates }: Place
): CompiledRule {
  try {
    const scope = { self: schema, oldSelf: schema }
    const program = compileCel(rule.rule, scope)
    const isTransition = program.mentions.has('oldSelf')
    if (isTransition && !correlates)
      throw new Error('oldSelf cannot be used in a list that is not of type map')
    const compiled: CompiledRule = { rule, program, isTransition }
    if (rule.messageExpression !== undefined)
      compiled.message = compileCel(rule.messageExpression, scope)
    return compiled
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${path || '<root>'}: rule ${JSON.stringify(rule.rule)}: ${why}`)
  }
}

function check(node: Node, value: unknown, walk: Walk): void {
  if (value === undefined || value === null) return
  for (const rule of node.rules) checkRule(rule, node, value, walk)
  if (Array.isArray(value)) checkItems(node, value, walk)
  else if (isObject(value)) checkFields(node, value, walk)
}

function checkFields(node: Node, value: { [name: string]: unknown }, walk: Walk): void {
  const old = asObject(walk.old)
  for (const [name, inner] of node.properties)
    check(inner, value[name], step(walk, `.${name}`, old[name]))
  if (node.additional === undefined) return
  for (const name of Object.keys(value)) {
    const isNamed = node.schema.properties?.[name] !== undefined
    if (!isNamed) check(node.additional, value[name], step(walk, `.${name}`, old[name]))
  }
}

function checkItems(node: Node, list: readonly unknown[], walk: Walk): void {
  const { items, schema } = node
  if (items === undefined) return
  const isMapList = schema['x-kubernetes-list-type'] === 'map'
  const oldByKey = new Map<string, unknown>()
  if (isMapList && Array.isArray(walk.old))
    for (const item of walk.old) oldByKey.set(itemKey(schema, item), item)
  for (const [index, item] of list.entries()) {
    const old = isMapList ? oldByKey.get(itemKey(schema, item)) : undefined
    check(items, item, step(walk, `[${index}]`, old))
  }
}

function step(walk: Walk, path: string, old: unknown): Walk {
  return { ...walk, path: walk.path + path, old: old ?? undefined }
}

function checkRule(compiled: CompiledRule, node: Node, value: unknown, walk: Walk): void {
  if (isSkipped(compiled, value, walk.old)) return
  const { rule, program, isTransition } = compiled
  const variables: { [name: string]: CelInput } = { self: toCel(node.schema, value, walk.memo) }
  if (isTransition) variables.oldSelf = oldValue(rule, node, walk)
  const result = program.evaluate(variables)
  if ('value' in result && result.value === true) return
  const why =
    'error' in result ? `rule evaluation error: ${result.error}` : messageOf(compiled, variables)
  walk.problems.push(`${pathOf(rule, walk)}: Invalid value: ${shownValue(value)}: ${why}`)
}

/**
 * Whether a rule need not be evaluated. A rule with `oldSelf` is skipped if there is no old value,
 * unless the rule has `optionalOldSelf`. A rule without `oldSelf` is skipped if the value is the
 * stored object itself, because the rule was true when that object was stored.
 */
function isSkipped({ rule, isTransition }: CompiledRule, value: unknown, old: unknown): boolean {
  return isTransition ? !rule.optionalOldSelf && old === undefined : isStored(value, old)
}

function isStored(value: unknown, old: unknown): boolean {
  return value === old && typeof value === 'object' && Object.isFrozen(value)
}

function oldValue(rule: ValidationRule, node: Node, walk: Walk): CelInput {
  if (!rule.optionalOldSelf) return toCel(node.schema, walk.old, walk.memo)
  return walk.old === undefined ? [] : [toCel(node.schema, walk.old, walk.memo)]
}

function messageOf(
  { rule, message }: CompiledRule,
  variables: { [name: string]: CelInput }
): string {
  const result = message?.evaluate(variables)
  if (result !== undefined && 'value' in result && typeof result.value === 'string')
    return result.value
  return rule.message ?? `failed rule: ${rule.rule}`
}

function pathOf(rule: ValidationRule, walk: Walk): string {
  const path = `${walk.path}${rule.fieldPath ?? ''}`.replace(/^\./, '')
  return path === '' ? '<nil>' : path
}

/**
 * A value as the API server shows it in messages: a scalar itself, but only the type of an object
 * or list.
 */
function shownValue(value: unknown): string {
  if (Array.isArray(value)) return '"array"'
  return isObject(value) ? '"object"' : JSON.stringify(value)
}
