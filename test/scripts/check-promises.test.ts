import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  missingTests,
  promisesFile,
  readPromises,
  testsNotRun
} from '../../scripts/check-promises.ts'

const promises = readPromises(readFileSync(promisesFile, 'utf8'))

t.test('each promise names a test that exists', async t => {
  t.ok(promises.length > 30)
  t.strictSame(missingTests(promises), [])
})

t.test(
  'no two promises name the same test, and no name is a part of another name of that file',
  async t => {
    const ambiguous = promises.filter(one =>
      promises.some(two => one !== two && one.file === two.file && two.test.includes(one.test))
    )
    t.strictSame(ambiguous, [])
  }
)

t.test('a test that does not exist is found', async t => {
  const some = [
    {
      promise: 'a',
      file: 'test/scripts/check-promises.test.ts',
      test: 'each promise names a test that exists'
    },
    { promise: 'b', file: 'test/clock.test.ts', test: 'a name of nothing' },
    { promise: 'c', file: 'test/nowhere.test.ts', test: 'none' }
  ]
  t.strictSame(missingTests(some), [
    'test/clock.test.ts has no test a name of nothing',
    'test/nowhere.test.ts does not exist'
  ])
})

// As tap writes it; what it is to show is in the names.
const tap = `TAP version 14
# Subtest: test/a.test.ts
    # Subtest: held
        ok 1 - should be equal
        1..1
    ok 1 - held # time=1.5ms

    # Subtest: held, but for what follows
        ok 1 - should be equal
        1..1
    ok 2 - held, but for what follows # time=1.5ms

    # Subtest: held to be broken
        not ok 1 - should be equal
          ---
          diff: |
            +    # Subtest: quoted
    # Subtest: quoted
    ok 1 - quoted
          ...

        1..1
    not ok 3 - held to be broken # time=1ms
      ---
      at: quoted
      ...

    ok 4 - skipped # SKIP no API server
    # Subtest: planned for nothing
        1..0 # why
    ok 5 - planned for nothing # SKIP why

    ok 6 - to do # TODO
    # Subtest: outer
        # Subtest: one kind
            ok 1 - an assertion
            1..1
        ok 1 - one kind # time=1ms

        # Subtest: another kind
            ok 1 - an assertion
            ok 2 - looked at upstream # SKIP without upstream
            1..2
        ok 2 - another kind # time=1ms

        1..2
    ok 7 - outer # time=1ms

    # Subtest: with \\# and \\\\ in it
        1..0
    ok 8 - with \\# and \\\\ in it # time=1ms

    1..8
not ok 1 - test/a.test.ts # time=9ms

# Subtest: test/b.test.ts
    # Subtest: held elsewhere
        ok 1 - should be equal
        1..1
    ok 1 - held elsewhere # time=1ms

    1..1
ok 2 - test/b.test.ts # time=9ms
`

const failed = '(failed, or was skipped)'

for (const [file, test, expected] of [
  ['a', 'held', []],
  ['a', 'with # and \\ in it', []],
  ['a', 'one kind', []],
  ['b', 'held elsewhere', []],
  ['b', 'elsewhere', []],
  ['a', 'held elsewhere', ['held elsewhere (did not run)']],
  ['b', 'held', []],
  ['b', 'held, but', ['held, but (did not run)']],
  ['a', 'test/a.test.ts', ['test/a.test.ts (did not run)']],
  ['c', 'held', ['held (did not run)']],
  ['a', 'held, but for', []],
  ['a', 'broken', [`held to be broken ${failed}`]],
  ['a', 'quoted', ['quoted (did not run)']],
  ['a', 'an assertion', ['an assertion (did not run)']],
  ['a', 'skipped', [`skipped ${failed}`]],
  ['a', 'planned for nothing', [`planned for nothing ${failed}`]],
  ['a', 'to do', [`to do ${failed}`]],
  ['a', 'outer', [`outer ${failed}`]],
  ['a', ' kind', [`another kind ${failed}`]],
  ['a', 'time=', ['time= (did not run)']]
] as const) {
  t.test(`whether "${test}" of ${file} ran and passed`, async t => {
    const named = { promise: 'p', file: `test/${file}.test.ts`, test }
    t.strictSame(
      testsNotRun([named], tap),
      expected.map(line => `test/${file}.test.ts: ${line}`)
    )
  })
}

t.test('what garbles a line makes a test missing, and nothing held', async t => {
  const garbled = tap.replace('ok 1 - held elsewhere', 'a warning ok 1 - held elsewhere')
  t.equal(
    testsNotRun([{ promise: 'p', file: 'test/b.test.ts', test: 'held elsewhere' }], garbled).length,
    1
  )
})

t.test('a promise without a test is an error', async t => {
  t.throws(() => readPromises('| we try | hard |'), /no test is named/)
})
