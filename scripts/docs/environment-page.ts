import { environmentTable } from '../../hooks/config/describe-settings.ts'
import { generatedFrom, type ReferencePage } from './markdown.ts'

/** The reference of the environment of the hooks. */
export function environmentPage(): ReferencePage {
  const text = [
    '# Environment of the hooks',
    generatedFrom('hooks/config/settings.ts'),
    '',
    'The hooks read their configuration from the environment when they start. An error names its ' +
      'variable. The chart sets these variables from [its values](chart-values.md).',
    '',
    environmentTable(),
    'The variables of the AWS SDK for credentials and endpoints work too. ' +
      '[A decision](../decisions/14-fair-shares.md) says what a fair share is.',
    ''
  ].join('\n')
  return { file: 'environment.md', text }
}
