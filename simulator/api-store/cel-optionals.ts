/** The functions that end a chain of optional fields, because they return the value itself. */
const unwraps = new Set(['orValue', 'hasValue', 'value'])

/** String literals in all of CEL's quotes. */
const literals = [
  /[rR]?"""[\s\S]*?"""/,
  /[rR]?'''[\s\S]*?'''/,
  /[rR]"[^"]*"/,
  /[rR]'[^']*'/,
  /"(?:[^"\\]|\\.)*"/,
  /'(?:[^'\\]|\\.)*'/
]

/**
 * Every other part of an expression: the two optional operators, words, spaces, and single
 * characters.
 */
const others = [/\.\?/, /\[\?/, /\w+/, /\s+/, /[\s\S]/]

const tokens = new RegExp([...literals, ...others].map(({ source }) => source).join('|'), 'g')

/** The state of the rewriting inside one pair of brackets. */
type Chain = { isOptional: boolean; closing: string }

type Rewriting = { chain: Chain; outer: Chain[] }

/**
 * Rewrites CEL's optional syntax, which the library cannot parse, into calls of `optField`. `a.?b`
 * becomes `a.optField('b')`, and `a[?b]` becomes `a.optField(b)`. A plain field after an optional
 * field is rewritten too, as in `a.?b.c`, until `orValue`, `hasValue` or `value` ends the chain.
 */
export function rewriteOptionals(expression: string): string {
  if (!/\.\?|\[\?/.test(expression)) return expression
  const rewriting: Rewriting = { chain: { isOptional: false, closing: '' }, outer: [] }
  const parts = expression.match(tokens) ?? []
  let rewritten = ''
  for (let i = 0; i < parts.length; i++) {
    const [part = '', next = '', after = ''] = parts.slice(i, i + 3)
    if (isOptionalField(rewriting.chain, part, after)) {
      rewriting.chain.isOptional = true
      rewritten += `.optField('${next}')`
      i++
    } else {
      rewritten += rewrite(rewriting, part, next)
    }
  }
  return rewritten
}

function isOptionalField(chain: Chain, part: string, after: string): boolean {
  if (part === '.?') return true
  // `value` is the function `value()` only if a bracket follows. Otherwise it is a field of that
  // name.
  return part === '.' && chain.isOptional && after !== '('
}

function rewrite(rewriting: Rewriting, part: string, next: string): string {
  if (part === '[?') rewriting.chain.isOptional = true
  if (part === '[?' || part === '[' || part === '(') return open(rewriting, part)
  if (part === ')' || part === ']') return close(rewriting, part)
  const endsChain = part === '.' ? unwraps.has(next) : !/^(\w+|\s+)$/.test(part)
  if (endsChain) rewriting.chain.isOptional = false
  return part
}

function open(rewriting: Rewriting, part: string): string {
  rewriting.outer.push(rewriting.chain)
  rewriting.chain = { isOptional: false, closing: part === '[' ? ']' : ')' }
  return part === '[?' ? '.optField(' : part
}

function close(rewriting: Rewriting, part: string): string {
  const { closing } = rewriting.chain
  rewriting.chain = rewriting.outer.pop() ?? rewriting.chain
  return closing === '' ? part : closing
}
