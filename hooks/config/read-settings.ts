import { Ajv } from 'ajv'
import type { TSchema } from 'typebox'
import {
  isRequired,
  type Setting,
  type Settings,
  settingKeywords,
  settingsByName
} from './settings.ts'

/** The environment of a process. An empty variable counts as one that is not set. */
export type Environment = Readonly<Record<string, string | undefined>>

const ajv = new Ajv()
ajv.addVocabulary([...settingKeywords])

/**
 * Reads all settings, and checks each of them by its schema.
 * @returns the settings, and one line for each variable that is missing or invalid. The settings
 *   are complete only if there is no such line: an invalid one has its default.
 */
export function readSettings(env: Environment): { settings: Settings; problems: string[] } {
  const values: Partial<Record<keyof Settings, unknown>> = {}
  const problems: string[] = []
  for (const [name, setting] of settingsByName) {
    const text = env[setting.variable] ?? ''
    const value = text === '' ? setting.default : parse(setting, text)
    const problem = problemOf(name, setting, value)
    if (problem !== undefined) problems.push(`${setting.variable} ${problem}`)
    const known = problem === undefined ? value : setting.default
    if (known !== undefined) values[name] = known
  }
  return { settings: values as Settings, problems }
}

/** The value of a text in the type of the setting, or the text itself if it has no such value. */
function parse({ type }: Setting, text: string): unknown {
  if (type === 'integer') return /^\d{1,9}$/.test(text) ? Number(text) : text
  if (type === 'boolean') return text === 'true' || (text === 'false' ? false : text)
  if (type === 'string') return text
  const parts = text.split(',').map(part => part.trim())
  return parts.filter(part => part !== '')
}

function problemOf(name: keyof Settings, setting: Setting, value: unknown): string | undefined {
  if (value === undefined)
    return isRequired(name, setting) ? `is required: ${expectedOf(setting)}` : undefined
  if (ajv.validate(setting, value)) return undefined
  return `must be ${expectedOf(setting)}${describeInvalidItem(setting, value)}`
}

/**
 * Which item of a list is invalid. All lists are lists of regions. A region that does not exist
 * would never answer, so the form of the names is checked.
 */
function describeInvalidItem({ items }: Setting, value: unknown): string {
  if (items === undefined || !Array.isArray(value)) return ''
  const invalid = value.find(item => !ajv.validate(items satisfies TSchema, item))
  return `: "${invalid}" is not a region`
}

/** What a valid value of the setting is, as the end of a sentence. */
function expectedOf({ expected, type, enum: values, minimum, maximum }: Setting): string {
  if (expected !== undefined) return expected
  if (values !== undefined) return `one of ${values.join(', ')}`
  if (type === 'boolean') return 'true or false'
  return `a whole number from ${minimum} to ${maximum}`
}
