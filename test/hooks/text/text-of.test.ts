import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { textOf } from '../../../hooks/text/text-of.ts'

t.test('any value has a text', async t => {
  const values: [unknown, string][] = [
    ['shop', 'shop'],
    ['', ''],
    [7, '7'],
    [false, 'false'],
    [null, 'null'],
    [undefined, '(undefined)'],
    [['a'], '(list)'],
    [{ toString: 1 }, '(object)'],
    [{ [Symbol.toPrimitive]: 1 }, '(object)'],
    [Symbol('a'), '(symbol)']
  ]
  for (const [value, expected] of values) t.equal(textOf(value), expected)
})

t.test('the hooks convert nothing from outside with String()', async t => {
  const files = globSync('hooks/**/*.ts', { cwd: new URL('../../..', import.meta.url) })
  const found = files.filter(file =>
    /(?<![.\w])String\(/.test(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'))
  )
  t.strictSame(found, [])
  t.ok(files.length > 100)
})
