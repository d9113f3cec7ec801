import { isRequired, type Setting, type Settings, settingsByName } from './settings.ts'

/** The part of the help text that lists all variables of the environment, a line for each. */
export function environmentHelp(): string {
  const width = Math.max(...settingsByName.map(([, { variable }]) => variable.length))
  const lines = settingsByName.map(([name, setting]) => {
    const [sentence = ''] = setting.description.split(/\.(?: |$)/)
    const text = `${sentence} (${defaultOf(name, setting)})`.replaceAll('`', '')
    return `  ${setting.variable.padEnd(width)}  ${text}`
  })
  return [
    'Environment of serve:',
    ...lines,
    'The AWS SDK also reads its own variables for credentials and endpoints.',
    ''
  ].join('\n')
}

/** The table of all variables in Markdown, with its header. */
export function environmentTable(): string {
  const rows = settingsByName.map(
    ([name, setting]) =>
      `| \`${setting.variable}\` | ${defaultOf(name, setting)} | ${setting.description} |`
  )
  return ['| variable | default | meaning |', '|---|---|---|', ...rows, ''].join('\n')
}

/** The default of a setting in words. */
function defaultOf(name: keyof Settings, setting: Setting): string {
  if (isRequired(name, setting)) return 'required'
  const { defaultText, default: value } = setting
  if (defaultText !== undefined) return defaultText
  return value === undefined || (Array.isArray(value) && value.length === 0) ? 'none' : `${value}`
}
