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

/** A compiled CEL expression: values by variable in, the result (or why there is none) out. */
export type CelProgram = {
  evaluate: (variables: { [name: string]: CelInput }) => CelOutcome
  /** The variables that the expression mentions. */
  mentions: ReadonlySet<string>
}

/** What came out: a value as the library gives it, or the reason why there is none. */
export type CelOutcome = { value: unknown } | { error: string }

const { BOOL, DYN, INT, STRING } = CelScalar
const anyList = listType(DYN)

/** An optional is a list of none or one here: the library knows no optional type. */
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

/** `a.?b`, which is rewritten to `a.optField('b')`: of a map, and of an optional one. */
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

/** Functions of Kubernetes' own list library that need no more than a line. */
const lists = [
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
  funcs: [...strings, ...optionals, ...optionalFields, ...lists],
  // the library's own engine takes ten times as long, and rules keep to what both understand
  re2: { compile: cachedRegExp }
})

const patterns = new Map<string, RegExp>()

function cachedRegExp(pattern: string): RegExp {
  const known = patterns.get(pattern)
  if (known !== undefined) return known
  const made = new RegExp(pattern, 'u')
  patterns.set(pattern, made)
  return made
}

/**
 * Parses and plans an expression. `scope` holds the schema of each variable, so that a field that the schema
 * does not declare is refused like the API server refuses it.
 * Throws with all problems: bad syntax, unknown functions, undeclared fields, reserved words.
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
  return { mentions, evaluate: variables => outcome(planned(variables)) }
}

function outcome(result: CelResult): CelOutcome {
  return isCelError(result) ? { error: result.message } : { value: result }
}

const times = {
  timestamp: plan(env, parse('timestamp(text)')),
  duration: plan(env, parse('duration(text)'))
}

/** A timestamp or duration as CEL knows it, from its text; the text itself where it is none. */
export function celTime(type: keyof typeof times, text: string): CelInput {
  const made = times[type]({ text })
  return isCelError(made) ? text : (made as CelInput)
}
