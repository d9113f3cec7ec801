import { _, type Ajv, type CodeKeywordDefinition, type KeywordErrorDefinition, str } from 'ajv'

/**
 * Gives an Ajv bounds on lengths that need not count: its own go through every string character by character, as
 * one beyond the BMP counts as one but is stored as two. Mostly the stored length tells already.
 */
export function countOnlyIfNeeded(ajv: Ajv): Ajv {
  for (const bound of [maxLength, minLength]) ajv.removeKeyword(bound.keyword).addKeyword(bound)
  return ajv
}

const maxLength = {
  keyword: 'maxLength',
  type: 'string',
  schemaType: 'number',
  error: wordsFor('more'),
  code: cxt => {
    const { data, schemaCode } = cxt
    cxt.fail(_`${data}.length > ${schemaCode} && Array.from(${data}).length > ${schemaCode}`)
  }
} satisfies CodeKeywordDefinition

const minLength = {
  keyword: 'minLength',
  type: 'string',
  schemaType: 'number',
  error: wordsFor('fewer'),
  code: cxt => {
    const { data, schemaCode } = cxt
    cxt.fail(_`${data}.length < 2 * ${schemaCode} && Array.from(${data}).length < ${schemaCode}`)
  }
} satisfies CodeKeywordDefinition

/** Ajv's own words. */
function wordsFor(than: 'more' | 'fewer'): KeywordErrorDefinition {
  return {
    message: ({ schemaCode }) => str`must NOT have ${than} than ${schemaCode} characters`,
    params: ({ schemaCode }) => _`{limit: ${schemaCode}}`
  }
}
