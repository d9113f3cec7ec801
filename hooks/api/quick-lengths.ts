import { _, type Ajv, type CodeKeywordDefinition, type KeywordErrorDefinition, str } from 'ajv'

/**
 * Replaces Ajv's `maxLength` and `minLength` by faster keywords with the same result. Ajv's own
 * count the characters of every string, because a character outside the BMP is stored as two code
 * units. These count only if the number of code units does not already decide.
 */
export function countOnlyIfNeeded(ajv: Ajv): Ajv {
  for (const bound of [maxLength, minLength]) ajv.removeKeyword(bound.keyword).addKeyword(bound)
  return ajv
}

const maxLength = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  error: errorFor('more'),
  code: cxt => {
    const { data, schemaCode } = cxt
    cxt.fail(_`${data}.length > ${schemaCode} && Array.from(${data}).length > ${schemaCode}`)
  }
} satisfies CodeKeywordDefinition

const minLength = {
  keyword: 'minLength',
  type: 'string',
  schemaType: 'number',
  error: errorFor('fewer'),
  code: cxt => {
    const { data, schemaCode } = cxt
    cxt.fail(_`${data}.length < 2 * ${schemaCode} && Array.from(${data}).length < ${schemaCode}`)
  }
} satisfies CodeKeywordDefinition

/** The same messages as Ajv's own keywords. */
function errorFor(than: 'more' | 'fewer'): KeywordErrorDefinition {
  return {
    message: ({ schemaCode }) => str`must NOT have ${than} than ${schemaCode} characters`,
    params: ({ schemaCode }) => _`{limit: ${schemaCode}}`
  }
}
