import { readFileSync } from 'node:fs'
import t from 'tap'
import { missingTests, promisesFile, readPromises, testsNotRun } from '../../scripts/check-promises.ts'

const promises = readPromises(readFileSync(promisesFile, 'utf8'))

t.test('each promise names a test that exists', async t => {
  t.ok(promises.length > 30)
  t.strictSame(missingTests(promises), [])
})

t.test('a test that does not exist, did not run or did not pass is found', async t => {
  const some = [
    { promise: 'a', file: 'test/scripts/check-promises.test.ts', test: 'each promise names a test that exists' },
    { promise: 'b', file: 'test/nowhere.test.ts', test: 'none' }
  ]
  t.strictSame(missingTests(some), ['test/nowhere.test.ts does not exist'])
  const tap = '    ok 1 - each promise names a test that exists # time=1.5ms\n    not ok 2 - none # time=1ms\n'
  t.strictSame(testsNotRun(some, tap), ['test/nowhere.test.ts: none'])
})

t.test('a promise without a test is an error', async t => {
  t.throws(() => readPromises('| we try | hard |'), /no test is named/)
})
