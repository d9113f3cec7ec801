import type { Check } from './check.ts'

const marks = { passed: 'ok  ', failed: 'FAIL', 'not checked': '?   ' } as const
const results = ['passed', 'failed', 'not checked'] as const

/** The checks as text: one line for each, with what to do below it, and the sums at the end. */
export function reportText(target: string, checks: readonly Check[]): string {
  const lines = checks.flatMap(({ name, result, message, todo }) => [
    `${marks[result]} ${name}: ${message}`,
    ...(todo === undefined ? [] : [`     → ${todo}`])
  ])
  return [`Reading ${target}`, ...lines, sums(checks), ''].join('\n')
}

/** The checks as JSON, for programs. */
export function reportJSON(target: string, checks: readonly Check[]): string {
  const counts = Object.fromEntries(results.map(result => [result, count(checks, result)]))
  return `${JSON.stringify({ target, counts, checks }, undefined, 2)}\n`
}

/** How many checks had which result, in words. */
export function sums(checks: readonly Check[]): string {
  return results.map(result => `${count(checks, result)} ${result}`).join(', ')
}

/** How many checks had this result. */
export function count(checks: readonly Check[], result: Check['result']): number {
  return checks.filter(check => check.result === result).length
}
