import { stringify } from 'yaml'

/** A value for programs: JSON or YAML. @returns `undefined` for the formats that people read */
export function forPrograms(format: string | undefined, value: unknown): string | undefined {
  if (format === 'json') return `${JSON.stringify(value, undefined, 2)}\n`
  return format === 'yaml' ? stringify(value, { lineWidth: 0 }) : undefined
}
