import { Ajv } from 'ajv'
import t from 'tap'
import { countOnlyIfNeeded } from '../../../hooks/api/quick-lengths.ts'

// One emoji is one character, stored as two UTF-16 code units. The emoji of a family consists of
// several characters.
const texts = [
  '',
  'a',
  'ab',
  'abc',
  'abcd',
  '😀',
  '😀😀',
  '😀😀😀',
  'a😀',
  '😀😀😀😀',
  '\ud83d',
  'a\ud83d',
  '👨‍👩‍👧'
]
const bounds = [
  { maxLength: 0 },
  { maxLength: 2 },
  { minLength: 0 },
  { minLength: 2 },
  { minLength: 1, maxLength: 3 }
]

t.test('lengths are bounded as by Ajv itself, in its words', async t => {
  for (const schema of bounds) {
    const [own, quick] = [new Ajv(), countOnlyIfNeeded(new Ajv())].map(ajv =>
      ajv.compile({ type: 'string', ...schema })
    )
    for (const text of texts) {
      const name = `${JSON.stringify(text)} with ${JSON.stringify(schema)}`
      t.equal(quick?.(text), own?.(text), name)
      t.strictSame(quick?.errors, own?.errors, `${name}: what is wrong`)
    }
  }
})

t.test('what is no string has no length', async t => {
  const quick = countOnlyIfNeeded(new Ajv({ strictTypes: false })).compile({ maxLength: 1 })
  t.equal(quick(12345), true)
})
