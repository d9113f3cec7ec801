import { significant } from './statistics.ts'

/** A Markdown table with a row of headings and rows of cells. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[]
): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A number of seconds as text: `310 s`, `21 min`, `24 h`. */
export function duration(seconds: number): string {
  if (seconds < 600) return `${Math.round(seconds)} s`
  return seconds < 2 * 3600
    ? `${significant(seconds / 60)} min`
    : `${significant(seconds / 3600)} h`
}
