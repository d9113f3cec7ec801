import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, hooksFlag } from './flags.ts'
import type { SupportFlags } from './run-support.ts'

/** The command that writes a bundle for somebody who helps. */
export const supportCommand = buildCommand<SupportFlags, [], CommandContext>({
  loader: async () => (await import('./run-support.ts')).runSupport,
  parameters: {
    flags: {
      context: contextFlag,
      file: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'File to write, or - for the standard output (a new file in this folder)',
        placeholder: 'FILE'
      },
      hooks: hooksFlag
    }
  },
  docs: {
    brief: 'Writes a file for somebody who helps: objects, checks and logs, without secrets',
    fullDescription:
      'Writes the objects that hostnames depend on, what the doctor says, and the last lines of ' +
      'the logs into one JSON file. Secrets are never read into it; values that look like ' +
      'secrets, environment variables and annotations of others are hidden. Read the file before ' +
      'you send it: it has the names of your hostnames and namespaces.'
  }
})
