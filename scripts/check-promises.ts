import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A promise of docs/promises.md, and the test that holds it. */
export type Promised = { promise: string; file: string; test: string }

/** How a test of a file went; `passed` only if nothing in it failed, was skipped or is still to do. */
export type Result = { file: string; name: string; passed: boolean }

/** The file with the promises, as a URL. */
export const promisesFile = new URL('../docs/promises.md', import.meta.url)

/** Reads the promises of a Markdown text. @throws on a row that names no test */
export function readPromises(text: string): Promised[] {
  const rows = text
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| promise |'))
  return rows.map(row => {
    const [, promise, file, test] = /^\| (.*) \| `(.+?)` › (.+?) \|$/.exec(row) ?? []
    if (promise === undefined || file === undefined || test === undefined)
      throw new Error(`no test is named in: ${row}`)
    return { promise, file, test }
  })
}

/**
 * What is wrong with the tests named, by their sources: a line for each that is not there. It looks for the text
 * alone, as names may be built from templates; whether such a test ran, `testsNotRun` knows for certain.
 */
export function missingTests(promises: readonly Promised[]): string[] {
  return promises.flatMap(({ file, test }) => {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
    if (!existsSync(path)) return [`${file} does not exist`]
    return readFileSync(path, 'utf8').includes(test) ? [] : [`${file} has no test ${test}`]
  })
}

/**
 * Those whose test did not run in the file named, or did not pass, by the TAP output of a run: a line for each. Where
 * no test has just this name, it names a family: all of the file whose names contain it, and one at least.
 */
export function testsNotRun(promises: readonly Promised[], tap: string): string[] {
  const results = readResults(tap)
  return promises.flatMap(({ file, test }) => {
    const ofFile = results.filter(result => result.file === file)
    const exact = ofFile.filter(({ name }) => name === test)
    const meant = exact.length > 0 ? exact : ofFile.filter(({ name }) => name.includes(test))
    if (meant.length === 0) return [`${file}: ${test} (did not run)`]
    return meant
      .filter(({ passed }) => !passed)
      .map(({ name }) => `${file}: ${name} (failed, or was skipped)`)
  })
}

/** A line of TAP: a test is announced above what is in it, at the depth of its result. */
type Line = { depth: number; name: string; announces: boolean; passed: boolean; skipped: boolean }

/** Results of all tests in a TAP output, at any depth, but not of single assertions. */
export function readResults(tap: string): Result[] {
  const results: Result[] = []
  /** The tests around a line, from the file inwards. */
  const around: { name: string; passed: boolean }[] = []
  for (const { depth, name, announces, passed, skipped } of linesOf(tap)) {
    if (announces) around.splice(depth, Infinity, { name, passed: true })
    else {
      const test = around.splice(depth)[0]
      const good = passed && !skipped && (test?.name !== name || test.passed)
      const parent = around.at(-1)
      if (parent !== undefined && !good) parent.passed = false
      // What is skipped is not announced: it may be a test.
      const [file] = around
      if (file !== undefined && (test?.name === name || skipped))
        results.push({ file: file.name, name, passed: good })
    }
  }
  return results
}

function linesOf(tap: string): Line[] {
  return withoutDiagnostics(tap.split('\n')).flatMap(line => readLine(line) ?? [])
}

/** Node and tap write hash signs and backslashes of names with a backslash; after a bare one stands a directive. */
function readLine(line: string): Line | undefined {
  const [, indent, what, name, rest] =
    /^((?: {4})*)(# Subtest:|ok \d+ -|not ok \d+ -) ((?:\\.|[^\\#])*?)(?: #(.*))?$/.exec(line) ?? []
  if (indent === undefined || what === undefined || name === undefined) return undefined
  return {
    depth: indent.length / 4,
    name: name.replace(/\\([#\\])/g, '$1'),
    announces: what.startsWith('#'),
    passed: what.startsWith('ok'),
    skipped: /(^|#) *(SKIP|TODO)\b/i.test(rest ?? '')
  }
}

/** Leaves out the YAML below a failure: it quotes sources and output, which may look like results. */
function withoutDiagnostics(lines: readonly string[]): string[] {
  let end: string | undefined
  return lines.filter(line => {
    const begins = end === undefined && /^ +---$/.test(line)
    const within = begins || end !== undefined
    if (begins) end = line.replace('---', '...')
    else if (line === end) end = undefined
    return !within
  })
}

if (import.meta.main) {
  const [tap] = process.argv.slice(2)
  if (tap === undefined) throw new Error('usage: node scripts/check-promises.ts TAP-OUTPUT')
  const promises = readPromises(readFileSync(promisesFile, 'utf8'))
  const output = readFileSync(tap, 'utf8')
  const broken = promises.filter(promise => testsNotRun([promise], output).length > 0)
  for (const line of new Set(testsNotRun(broken, output))) process.stderr.write(`${line}\n`)
  process.stdout.write(`${promises.length - broken.length} of ${promises.length} promises held\n`)
  process.exitCode = broken.length === 0 ? 0 : 1
}
