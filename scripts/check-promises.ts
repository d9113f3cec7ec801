import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A promise of docs/promises.md, and the test that holds it. */
export type Promised = { promise: string; file: string; test: string }

/** The file with the promises, as a URL. */
export const promisesFile = new URL('../docs/promises.md', import.meta.url)

/** Reads the promises of a Markdown text. @throws on a row that names no test */
export function readPromises(text: string): Promised[] {
  const rows = text.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| promise |'))
  return rows.map(row => {
    const [, promise, file, test] = /^\| (.*) \| `(.+?)` › (.+?) \|$/.exec(row) ?? []
    if (promise === undefined || file === undefined || test === undefined)
      throw new Error(`no test is named in: ${row}`)
    return { promise, file, test }
  })
}

/** What is wrong with the tests named, by their sources: a line for each that is not there. */
export function missingTests(promises: readonly Promised[]): string[] {
  return promises.flatMap(({ file, test }) => {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
    if (!existsSync(path)) return [`${file} does not exist`]
    return readFileSync(path, 'utf8').includes(test) ? [] : [`${file} has no test ${test}`]
  })
}

/** Those whose test (or, of a family of tests, any) is not reported as passed in the TAP output of a run. */
export function testsNotRun(promises: readonly Promised[], tap: string): string[] {
  const passed = [...tap.matchAll(/^ *ok \d+ - (.*?)(?: # time=.*)?$/gm)].map(([, name = '']) => name)
  // Node's TAP escapes hash signs and backslashes.
  return promises
    .filter(({ test }) => !passed.some(name => name.includes(test.replace(/[#\\]/g, '\\$&'))))
    .map(({ file, test }) => `${file}: ${test}`)
}

if (import.meta.main) {
  const [tap] = process.argv.slice(2)
  if (tap === undefined) throw new Error('usage: node scripts/check-promises.ts TAP-OUTPUT')
  const promises = readPromises(readFileSync(promisesFile, 'utf8'))
  const missing = testsNotRun(promises, readFileSync(tap, 'utf8'))
  for (const line of missing) process.stderr.write(`did not run, or did not pass: ${line}\n`)
  process.stdout.write(`${promises.length - missing.length} of ${promises.length} promises held\n`)
  process.exitCode = missing.length === 0 ? 0 : 1
}
