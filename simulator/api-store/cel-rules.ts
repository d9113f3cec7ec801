import type { CelInput } from '@bufbuild/cel'
import { type CelProgram, compileCel } from './cel-environment.ts'
import { type CelMemo, toCel } from './cel-values.ts'
import { itemKey } from './list-uniqueness.ts'
import { asObject, isObject } from './objects.ts'
import type { Schema, ValidationRule } from './schema.ts'

/** Checks an object, and the one it replaces where there is one, against all rules of a schema. */
export type RuleCheck = (value: unknown, old: unknown) => readonly string[]

type CompiledRule = {
  rule: ValidationRule
  program: CelProgram
  message?: CelProgram
  isTransition: boolean
}

/** The part of a schema's tree that has rules somewhere below. */
type Node = {
  schema: Schema
  rules: readonly CompiledRule[]
  properties: readonly (readonly [string, Node])[]
  additional?: Node
  items?: Node
}

type Walk = { path: string; old: unknown; memo: CelMemo; problems: string[] }

/** What every object has at its root, for rules there. */
const rootFields: { [name: string]: Schema } = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } }
  }
}

/**
 * Compiles the CEL rules on all levels of a schema. Throws, naming the rule, where the API server would refuse the
 * CustomResourceDefinition: syntax, unknown functions or fields, reserved words, `oldSelf` where nothing correlates.
 */
export function compileRules(schema: Schema): RuleCheck {
  const root: Schema = { ...schema, properties: { ...schema.properties, ...rootFields } }
  const node = compileNode(root, '', true)
  if (node === undefined) return () => []
  const lasting = new WeakMap<object, CelInput>()
  return (value, old) => {
    const walk: Walk = { path: '', old, memo: createMemo(lasting), problems: [] }
    check(node, value, walk)
    return walk.problems
  }
}

/** What is frozen stays as it is: its values last from check to check. */
function createMemo(lasting: CelMemo): CelMemo {
  const passing = new Map<object, CelInput>()
  return {
    get: object => lasting.get(object) ?? passing.get(object),
    set: (object, value) => (Object.isFrozen(object) ? lasting : passing).set(object, value)
  }
}

function compileNode(schema: Schema, path: string, correlates: boolean): Node | undefined {
  const rules = (schema['x-kubernetes-validations'] ?? []).map(rule =>
    compileRule(rule, schema, { path, correlates })
  )
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const node = compileNode(inner, `${path}.${name}`, correlates)
    return node === undefined ? [] : [[name, node] as const]
  })
  const node: Node = { schema, rules, properties }
  if (isObject(schema.additionalProperties)) {
    const additional = compileNode(schema.additionalProperties, `${path}.*`, correlates)
    if (additional !== undefined) node.additional = additional
  }
  if (schema.items !== undefined) {
    const items = compileNode(
      schema.items,
      `${path}[*]`,
      correlates && schema['x-kubernetes-list-type'] === 'map'
    )
    if (items !== undefined) node.items = items
  }
  const isEmpty =
    rules.length + properties.length === 0 &&
    node.additional === undefined &&
    node.items === undefined
  return isEmpty ? undefined : node
}

function compileRule(
  rule: ValidationRule,
  schema: Schema,
  at: { path: string; correlates: boolean }
): CompiledRule {
  try {
    const scope = { self: schema, oldSelf: schema }
    const program = compileCel(rule.rule, scope)
    const isTransition = program.mentions.has('oldSelf')
    if (isTransition && !at.correlates)
      throw new Error('oldSelf cannot be used in a list that is not of type map')
    const compiled: CompiledRule = { rule, program, isTransition }
    if (rule.messageExpression !== undefined)
      compiled.message = compileCel(rule.messageExpression, scope)
    return compiled
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${at.path || '<root>'}: rule ${JSON.stringify(rule.rule)}: ${why}`)
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
  const isMap = schema['x-kubernetes-list-type'] === 'map'
  const olds = new Map<string, unknown>()
  if (isMap && Array.isArray(walk.old))
    for (const item of walk.old) olds.set(itemKey(schema, item), item)
  for (const [index, item] of list.entries()) {
    check(
      items,
      item,
      step(walk, `[${index}]`, isMap ? olds.get(itemKey(schema, item)) : undefined)
    )
  }
}

function step(walk: Walk, path: string, old: unknown): Walk {
  return { ...walk, path: walk.path + path, old: old ?? undefined }
}

/**
 * A rule that speaks of `oldSelf` waits for an old value, unless it takes it as optional. One that does not has held
 * already for the very value that was there before.
 */
function checkRule(compiled: CompiledRule, node: Node, value: unknown, walk: Walk): void {
  const { rule, program, isTransition } = compiled
  if (isTransition ? !rule.optionalOldSelf && walk.old === undefined : isStored(value, walk.old))
    return
  const variables: { [name: string]: CelInput } = { self: toCel(node.schema, value, walk.memo) }
  if (isTransition) variables.oldSelf = oldValue(rule, node, walk)
  const result = program.evaluate(variables)
  if ('value' in result && result.value === true) return
  const why =
    'error' in result ? `rule evaluation error: ${result.error}` : messageOf(compiled, variables)
  walk.problems.push(`${pathOf(rule, walk)}: Invalid value: ${shownValue(value)}: ${why}`)
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
  const made = message?.evaluate(variables)
  if (made !== undefined && 'value' in made && typeof made.value === 'string') return made.value
  return rule.message ?? `failed rule: ${rule.rule}`
}

function pathOf(rule: ValidationRule, walk: Walk): string {
  const path = `${walk.path}${rule.fieldPath ?? ''}`.replace(/^\./, '')
  return path === '' ? '<nil>' : path
}

/** The server shows scalars as they are, and of the rest only the type. */
function shownValue(value: unknown): string {
  if (Array.isArray(value)) return '"array"'
  return isObject(value) ? '"object"' : JSON.stringify(value)
}
