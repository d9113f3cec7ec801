import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A promise of docs/promises.md, and the test that checks the promise. */
export type Promised = { promise: string; file: string; test: string }

/**
 * A test in a report of `tap --reporter=json`. The report counts assertions marked `todo` as
 * failures. It does not list a test that was skipped as a whole.
 */
export type Suite = {
  name: string
  ok?: boolean
  failures: number
  skipped: number
  suites?: readonly Suite[]
}

/** The file with the promises, as a URL. */
export const promisesFile = new URL('../docs/promises.md', import.meta.url)

/** A test name in docs/promises.md begins with this if its first words vary. */
const varyingStart = '… '

/** Reads the promises from a Markdown text. @throws when a row names no test */
export function readPromises(text: string): Promised[] {
  const rows = text
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| promise |'))
  return rows.map(row => {
    const [, promise, file, test] = /^\| (.*) \| `(.+?)` › (.+?) \|$/.exec(row) ?? []
    if (promise === undefined || file === undefined || test === undefined)
      throw new Error(`this row names no test: ${row}`)
    return { promise, file, test }
  })
}

/**
 * Looks for the name of each test in the source of its file.
 * @returns one line for each file or test that does not exist
 */
export function missingTests(promises: readonly Promised[]): string[] {
  return promises.flatMap(({ file, test }) => {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
    if (!existsSync(path)) return [`${file} does not exist`]
    const text = withoutVaryingStart(test)
    // A name that is too long for one line is written as several texts.
    const source = readFileSync(path, 'utf8').replace(/' \+\n\s*'/g, '')
    return source.includes(text) ? [] : [`${file} has no test ${test}`]
  })
}

/**
 * Whether the test of a promise ran and passed, with nothing in it skipped. If several tests in the
 * file have the name, all of them must have passed.
 * @param report - the report of a whole run. Its suites are the test files
 */
export function isHeld({ file, test }: Promised, report: Suite): boolean {
  const suites = report.suites?.filter(({ name }) => name === file) ?? []
  const named = suites.flatMap(testsIn).filter(({ name }) => isNamed(name, test))
  return named.length > 0 && named.every(hasPassed)
}

function testsIn({ suites = [] }: Suite): Suite[] {
  return suites.flatMap(suite => [suite, ...testsIn(suite)])
}

function isNamed(name: string, test: string): boolean {
  if (name === test) return true
  return test.startsWith(varyingStart) && name.endsWith(withoutVaryingStart(test))
}

function withoutVaryingStart(test: string): string {
  return test.startsWith(varyingStart) ? test.slice(varyingStart.length) : test
}

function hasPassed({ ok, failures, skipped }: Suite): boolean {
  return ok === true && failures === 0 && skipped === 0
}

if (import.meta.main) {
  const [path] = process.argv.slice(2)
  if (path === undefined) throw new Error('usage: node scripts/check-promises.ts REPORT.json')
  const report = JSON.parse(readFileSync(path, 'utf8')) as Suite
  const promises = readPromises(readFileSync(promisesFile, 'utf8'))
  const broken = promises.filter(promise => !isHeld(promise, report))
  for (const { file, test } of broken)
    process.stderr.write(`${file}: ${test} (failed, was skipped, or did not run)\n`)
  process.stdout.write(`${promises.length - broken.length} of ${promises.length} promises held\n`)
  process.exitCode = broken.length === 0 ? 0 : 1
}
