import { isObject, type JsonObject } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * The schema of each variable of an expression. The schema is `undefined` if the variable can have
 * any type.
 */
export type Scope = { readonly [variable: string]: Schema | undefined }

/**
 * CEL's reserved words. A rule cannot use them as the names of properties: it writes the property
 * `namespace` as `__namespace__`.
 */
const reserved = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for'],
  ...['function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var'],
  ...['void', 'while']
])

/** The names of functions that the parser puts into an expression for operators and macros. */
const builtIn = new Set([
  '_&&_',
  '_||_',
  '_?_:_',
  '@not_strictly_false',
  '_[_]',
  '_in_',
  '@in',
  'type',
  'dyn'
])

/** The names of CEL's types. The parser reports them like variables. */
const types = new Set([
  ...['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type'],
  ...['timestamp', 'duration']
])

/**
 * The name by which a CEL rule calls a property (kubernetes.io, "Extend the Kubernetes API with
 * CustomResourceDefinitions", section "Validation rules").
 */
export function celName(property: string): string {
  if (reserved.has(property)) return `__${property}__`
  return property
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__')
}

type Check = { problems: string[]; mentions: Set<string>; knows: (name: string) => boolean }
type Node = { case?: string; value?: JsonObject }

/**
 * Reports everything in a parsed expression that the API server would refuse, but that the CEL
 * library accepts: unknown functions, unknown variables, reserved words, and fields that the schema
 * does not declare.
 */
export function problemsOf(
  expr: unknown,
  scope: Scope,
  knows: (name: string) => boolean
): { problems: readonly string[]; mentions: ReadonlySet<string> } {
  const check: Check = { problems: [], mentions: new Set(), knows }
  visit(expr, scope, check)
  return check
}

/**
 * Checks one node of an expression. Returns the schema of the node's result, or `undefined` if that
 * schema is not known.
 */
function visit(expr: unknown, scope: Scope, check: Check): Schema | undefined {
  const { case: kind, value = {} } = (isObject(expr) ? expr.exprKind : {}) as Node
  switch (kind) {
    case 'identExpr':
      return visitVariable(String(value.name), scope, check)
    case 'selectExpr':
      return visitField(value, scope, check)
    case 'callExpr':
      return visitCall(value, scope, check)
    case 'listExpr':
      for (const element of value.elements as unknown[]) visit(element, scope, check)
      return undefined
    case 'structExpr':
      for (const entry of value.entries as JsonObject[]) visitEntry(entry, scope, check)
      return undefined
    case 'comprehensionExpr':
      return visitComprehension(value, scope, check)
    default:
      return undefined
  }
}

function visitEntry(entry: JsonObject, scope: Scope, check: Check): void {
  const { case: kind, value } = entry.keyKind as Node
  if (kind === 'mapKey') visit(value, scope, check)
  visit(entry.value, scope, check)
}

function visitVariable(name: string, scope: Scope, check: Check): Schema | undefined {
  if (!(name in scope) && !types.has(name)) check.problems.push(`undeclared reference to '${name}'`)
  check.mentions.add(name)
  return scope[name]
}

function visitField(value: JsonObject, scope: Scope, check: Check): Schema | undefined {
  const field = String(value.field)
  const operand = visit(value.operand, scope, check)
  if (reserved.has(field) && 'self' in scope)
    check.problems.push(`'${field}' is a reserved word, write ${celName(field)}`)
  if (operand === undefined) return undefined
  if (operand.additionalProperties !== undefined) return fieldSchema(operand, field)
  if (operand.properties === undefined) return undefined
  for (const [name, schema] of Object.entries(operand.properties))
    if (celName(name) === field) return schema
  check.problems.push(`undefined field '${field}'`)
  return undefined
}

function visitCall(value: JsonObject, scope: Scope, check: Check): Schema | undefined {
  const name = String(value.function)
  const target = value.target === undefined ? undefined : visit(value.target, scope, check)
  const args = (value.args as unknown[]).map(argument => visit(argument, scope, check))
  if (!builtIn.has(name) && !check.knows(name))
    check.problems.push(`undeclared reference to '${name}'`)
  if (name === '_[_]') return args[0]?.items ?? additional(args[0])
  if (name === '_?_:_') return args[1]
  return name === 'value' || name === 'orValue' ? target : undefined
}

function additional(schema: Schema | undefined): Schema | undefined {
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/**
 * Checks a macro such as `all`. The variable of the macro stands for each item of a list or each
 * key of a map.
 */
function visitComprehension(value: JsonObject, scope: Scope, check: Check): Schema | undefined {
  const range = visit(value.iterRange, scope, check)
  visit(value.accuInit, scope, check)
  const inner = {
    ...scope,
    [String(value.iterVar)]: range?.items,
    [String(value.accuVar)]: undefined
  }
  visit(value.loopCondition, inner, check)
  visit(value.loopStep, inner, check)
  visit(value.result, inner, check)
  return undefined
}
