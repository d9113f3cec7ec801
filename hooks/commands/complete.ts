import { proposeCompletions } from '@stricli/core'
import { environmentHelp } from '../config/describe-settings.ts'
import { createApplication } from './application.ts'
import { cleanOutput } from './terminal/clean-output.ts'

/** What kubectl understands as "propose no files" (ShellCompDirectiveNoFileComp of cobra). */
const noFiles = 4
/** With `-f` and `--file`, the shell proposes files (ShellCompDirectiveDefault of cobra). */
const files = 0

/**
 * Proposes how words after `kubectl hostname` can go on, in the form that kubectl asks its plugins
 * for: a line for each proposal, and a directive at the end. kubectl passes it on to bash, zsh,
 * fish and PowerShell.
 * @param words - all words after `kubectl hostname`; the last one is the one that is being typed
 */
export async function completionsFor(words: readonly string[]): Promise<string> {
  const takesFile = ['-f', '--filename', '--file'].includes(words.at(-2) ?? '')
  if (takesFile) return `:${files}\n`
  const application = createApplication({
    name: 'kubectl hostname',
    environment: environmentHelp(),
    describe: () => ''
  })
  const { stdin, env } = process
  const stdout = cleanOutput(process.stdout, env)
  const stderr = cleanOutput(process.stderr, env)
  const proposals = await proposeCompletions(application, words, {
    process: { stdout, stderr, stdin, env }
  })
  const lines = proposals.map(({ completion, brief }) => `${completion}\t${brief}\n`)
  return `${lines.join('')}:${noFiles}\n`
}
