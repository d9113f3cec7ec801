import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  isHeld,
  missingTests,
  promisesFile,
  readPromises,
  type Suite
} from '../../scripts/check-promises.ts'

const promises = readPromises(readFileSync(promisesFile, 'utf8'))

t.test('each promise names a test that exists', async t => {
  t.ok(promises.length > 30)
  t.strictSame(missingTests(promises), [])
})

t.test('no two promises name the same test', async t => {
  const names = promises.map(({ file, test }) => `${file} ${test}`)
  t.equal(new Set(names).size, names.length)
})

t.test('a test that does not exist is found', async t => {
  const file = 'test/scripts/check-promises.test.ts'
  const some = [
    { promise: 'a', file, test: 'each promise names a test that exists' },
    { promise: 'b', file: 'test/clock.test.ts', test: 'a name of nothing' },
    { promise: 'c', file: 'test/nowhere.test.ts', test: 'none' }
  ]
  t.strictSame(missingTests(some), [
    'test/clock.test.ts has no test a name of nothing',
    'test/nowhere.test.ts does not exist'
  ])
})

function aTest(name: string, result: Partial<Suite> = {}): Suite {
  return { name, ok: true, failures: 0, skipped: 0, ...result }
}

// As `tap --reporter=json` writes it. Tests that are skipped as a whole are not among the suites.
const report = aTest('TAP Tests', {
  suites: [
    aTest('test/a.test.ts', {
      suites: [
        aTest('held'),
        aTest('held, but for what follows', { ok: false, failures: 1 }),
        aTest('with a skipped assertion', { skipped: 1 }),
        aTest('with an assertion to do', { failures: 1 }),
        aTest('bad in one place'),
        aTest('outer', {
          skipped: 1,
          suites: [
            aTest('one kind'),
            aTest('another kind', { skipped: 1 }),
            aTest('first case'),
            aTest('second case'),
            aTest('bad in one place', { ok: false, failures: 1 })
          ]
        })
      ]
    }),
    aTest('test/b.test.ts', { suites: [aTest('held elsewhere')] })
  ]
})

for (const [file, test, expected] of [
  ['a', 'held', true],
  ['a', 'one kind', true],
  ['a', '… case', true],
  ['b', 'held elsewhere', true],
  ['a', 'held elsewhere', false],
  ['b', 'held', false],
  ['b', 'elsewhere', false],
  ['b', '… elsewhere', true],
  ['a', 'held, but', false],
  ['a', 'held, but for what follows', false],
  ['a', 'test/a.test.ts', false],
  ['c', 'held', false],
  ['a', 'with a skipped assertion', false],
  ['a', 'with an assertion to do', false],
  ['a', 'bad in one place', false],
  ['a', 'outer', false],
  ['a', '… kind', false],
  ['a', 'skipped as a whole', false]
] as const) {
  t.test(`whether "${test}" of ${file} ran and passed`, async t => {
    t.equal(isHeld({ promise: 'p', file: `test/${file}.test.ts`, test }, report), expected)
  })
}

t.test('a promise without a test is an error', async t => {
  t.throws(() => readPromises('| we try | hard |'), /no test/)
})
