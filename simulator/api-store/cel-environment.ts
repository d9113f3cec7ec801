import {
  type CelEnv,
  type CelInput,
  type CelMap,
  type CelResult,
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  isCelMap,
  listType,
  mapType,
  parse,
  plan
} from '@bufbuild/cel'
import { strings } from '@bufbuild/cel/ext'
import { problemsOf, type Scope } from './cel-check.ts'
import { rewriteOptionals } from './cel-optionals.ts'

/** A compiled CEL expression. */
export type CelProgram = {
  /** Evaluates the expression with these values of its variables. */
  evaluate: (variables: { [name: string]: CelInput }) => CelOutcome
  /** The variables that the expression mentions. */
  mentions: ReadonlySet<string>
}

/**
 * The result of an evaluation: either the value as the CEL library returns it, or the message of
 * the evaluation error.
 */
export type CelOutcome = { value: unknown } | { error: string }

const { BOOL, DYN, INT, STRING } = CelScalar
const anyList = listType(DYN)

/**
 * CEL's functions for optional values. The library has no optional type, so an optional value is
 * represented by a list with one item or none.
 */
const optionals = [
  celMethod('hasValue', anyList, [], BOOL, function () {
    return this.size > 0
  }),
  celMethod('value', anyList, [], DYN, function () {
    if (this.size === 0) throw new Error('optional.none() dereference')
    return this.get(0) as CelInput
  }),
  celMethod('orValue', anyList, [DYN], DYN, function (other) {
    return (this.size > 0 ? this.get(0) : other) as CelInput
  })
]

/**
 * The function `optField`. `a.?b` is rewritten to `a.optField('b')`; there, `a` is a map or an
 * optional map.
 */
const optionalFields = [
  celMethod('optField', mapType(STRING, DYN), [DYN], anyList, function (key) {
    return fieldOf(this, key)
  }),
  celMethod('optField', anyList, [DYN], anyList, function (key) {
    const inner = this.get(0)
    return isCelMap(inner) ? fieldOf(inner, key) : []
  })
]

function fieldOf(map: CelMap, key: unknown): CelInput[] {
  return map.has(key as string) ? [map.get(key as string) as CelInput] : []
}

/** The functions of Kubernetes' CEL libraries that are so short that they are written here. */
const kubernetesFunctions = [
  celMethod('isSorted', anyList, [], BOOL, function () {
    const items = [...this] as (string | number | bigint)[]
    return items.every((item, index) => index === 0 || (items[index - 1] ?? item) <= item)
  }),
  celMethod('sum', anyList, [], DYN, function () {
    return ([...this] as bigint[]).reduce((sum, item) => sum + item, 0n)
  }),
  celFunc('isIP', [STRING], BOOL, text => /^\d+(\.\d+){3}$/.test(text) || text.includes(':')),
  celMethod('indexOf', anyList, [DYN], INT, function (wanted) {
    return BigInt([...this].indexOf(wanted))
  })
]

const env: CelEnv = celEnv({
  funcs: [...strings, ...optionals, ...optionalFields, ...kubernetesFunctions],
  // The library's own RE2 engine takes ten times as long as JavaScript's engine. Both understand
  // all patterns that the rules use, so JavaScript's engine is used.
  re2: { compile: cachedRegExp }
})

const regExpByPattern = new Map<string, RegExp>()

function cachedRegExp(pattern: string): RegExp {
  const cached = regExpByPattern.get(pattern)
  if (cached !== undefined) return cached
  const compiled = new RegExp(pattern, 'u')
  regExpByPattern.set(pattern, compiled)
  return compiled
}

/**
 * Compiles an expression. `scope` has the schema of each variable. Like the API server, this
 * function refuses a field that the schema does not declare.
 * @throws an error with all problems: bad syntax, unknown functions, undeclared fields, reserved
 * words
 */
export function compileCel(expression: string, scope: Scope): CelProgram {
  const parsed = parse(rewriteOptionals(expression))
  const { problems, mentions } = problemsOf(
    parsed.expr,
    scope,
    name => env.funcs.find(name) !== undefined
  )
  if (problems.length > 0) throw new Error(problems.join('; '))
  const planned = plan(env, parsed)
  return { mentions, evaluate: variables => outcomeOf(planned(variables)) }
}

function outcomeOf(result: CelResult): CelOutcome {
  return isCelError(result) ? { error: result.message } : { value: result }
}

const conversions = {
  timestamp: plan(env, parse('timestamp(text)')),
  duration: plan(env, parse('duration(text)'))
}

/**
 * Converts a text to a CEL timestamp or duration. If the text is no such time, returns the text
 * itself.
 */
export function celTime(type: keyof typeof conversions, text: string): CelInput {
  const converted = conversions[type]({ text })
  return isCelError(converted) ? text : (converted as CelInput)
}
