import { asJSON } from '../terminal/formats.ts'
import { printable } from '../terminal/printable.ts'
import type { Check } from './check.ts'

const marks = { passed: 'ok  ', failed: 'FAIL', 'not checked': '?   ' } as const
const results = ['passed', 'failed', 'not checked'] as const

/**
 * The checks as text: one line for each, with what to do below it, and the sums at the end.
 * @param unreached - why the API server could not be reached. Then only the checks that could be
 * made are shown: the others would all say the same.
 */
export function reportText(target: string, checks: readonly Check[], unreached?: string): string {
  const isReached = unreached === undefined
  const shown = checks.filter(({ result }) => isReached || result !== 'not checked')
  const lines = shown.flatMap(({ name, result, message, todo }) => [
    `${marks[result]} ${name}: ${indented(message)}`,
    ...(todo === undefined ? [] : [`     → ${indented(todo)}`])
  ])
  return [`Reading ${target}`, ...lines, ...(isReached ? [sums(checks)] : []), '']
    .map(printable)
    .join('\n')
}

/** A text of others can have more lines. They are indented, so that none looks like a check. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n       ')
}

/**
 * The checks as JSON, for programs.
 * @param unreached - why the API server could not be reached
 */
export function reportJSON(target: string, checks: readonly Check[], unreached?: string): string {
  const counts = Object.fromEntries(results.map(result => [result, count(checks, result)]))
  const report = { target, ...(unreached !== undefined && { unreached }), counts, checks }
  return asJSON(report)
}

/** How many checks had which result, in words. */
export function sums(checks: readonly Check[]): string {
  return results.map(result => `${count(checks, result)} ${result}`).join(', ')
}

/** How many checks had this result. */
export function count(checks: readonly Check[], result: Check['result']): number {
  return checks.filter(check => check.result === result).length
}
