import fc from 'fast-check'
import t from 'tap'
import { isEqual } from '../../../hooks/api/is-equal.ts'

t.test('values of JSON that are the same', async t => {
  for (const [given, a, b, expected] of [
    ['the same text', 'a', 'a', true],
    ['other texts', 'a', 'b', false],
    ['a number and its text', 1, '1', false],
    ['null and nothing', null, undefined, false],
    ['null and an object', null, {}, false],
    ['an object and null', {}, null, false],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['a field that is undefined and one that is absent', { a: 1, b: undefined }, { a: 1 }, true],
    ['a field that is null and one that is absent', { a: null }, {}, false],
    ['a field more', { a: 1 }, { a: 1, b: 2 }, false],
    ['a field less', { a: 1, b: 2 }, { a: 1 }, false],
    ['a deep difference', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, false],
    ['deep sameness', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, true],
    ['lists in another order', [1, 2], [2, 1], false],
    ['a list that is longer', [1], [1, 2], false],
    ['a list and an object with its fields', [1], { 0: 1 }, false],
    ['an empty list and an empty object', [], {}, false]
  ] as const) {
    t.equal(isEqual(a, b), expected, given)
    t.equal(isEqual(b, a), expected, `${given}, the other way round`)
  }
})

t.test('two values of JSON are the same if and only if their sorted texts are', async t => {
  const isSame = (a: unknown, b: unknown) => sorted(a) === sorted(b)
  const property = fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
    if (isEqual(a, b) !== isSame(a, b)) throw new Error(`${sorted(a)} and ${sorted(b)}`)
    if (!isEqual(a, JSON.parse(JSON.stringify(a)))) throw new Error(sorted(a))
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }))
})

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )
}
