import { isRequired, type Setting, type Settings } from '../../hooks/config/settings.ts'
import { longestAnswerSeconds } from '../../hooks/config.ts'
import { chartSettings } from './values.ts'

const header = '{{- /* Generated from hooks/config by `npm run generate`. Do not edit. */ -}}\n'

/**
 * The text of the template _settings.tpl. It defines the variables of the hooks' environment, and
 * the problems of the settings that no JSON schema can tell.
 */
export function renderSettingsTemplate(): string {
  const variables = chartSettings.map(
    ([name, setting]) => `- name: ${setting.variable}\n  value: ${expressionOf(name, setting)}\n`
  )
  return [
    header,
    '{{- define "gateway-orchestrator.settings" -}}\n',
    ...variables,
    '{{- end -}}\n\n',
    '{{- define "gateway-orchestrator.settingProblems" -}}\n',
    ...chartSettings.flatMap(([name, setting]) => problemIfMissing(name, setting)),
    '{{- if gt (add .Values.sendWithinSeconds .Values.callTimeoutSeconds) ',
    `${longestAnswerSeconds} }}\n`,
    'sendWithinSeconds and callTimeoutSeconds must not be more than ',
    `${longestAnswerSeconds} together\n`,
    '{{- end }}\n',
    '{{- end -}}\n'
  ].join('')
}

/** The value of a variable. Helm reads numbers as floating point, hence `int64`. */
function expressionOf(name: keyof Settings, { type }: Setting): string {
  if (type === 'array') return `{{ join "," .Values.${name} | quote }}`
  if (type === 'integer') return `{{ .Values.${name} | int64 | quote }}`
  return `{{ .Values.${name} | quote }}`
}

function problemIfMissing(name: keyof Settings, setting: Setting): readonly string[] {
  if (!isRequired(name, setting)) return []
  const { description, expected } = setting
  const what = `${name} is required. ${description} Set it with --set ${name}=VALUE: ${expected}`
  return [`{{- if not .Values.${name} }}\n${what.replaceAll('`', '')}\n{{- end }}\n`]
}
