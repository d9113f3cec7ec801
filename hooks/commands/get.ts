import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, listOutputFlag, namespaceFlag } from './flags.ts'
import type { GetFlags } from './run-get.ts'

/** The command that lists hostnames, those first that need somebody. */
export const getCommand = buildCommand<GetFlags, [], CommandContext>({
  loader: async () => (await import('./run-get.ts')).runGet,
  parameters: {
    flags: {
      namespace: namespaceFlag,
      allNamespaces: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'List the hostnames of all namespaces'
      },
      context: contextFlag,
      output: listOutputFlag
    },
    aliases: { n: 'namespace', A: 'allNamespaces', o: 'output' }
  },
  docs: {
    brief: 'Lists hostnames, those first that need somebody',
    fullDescription:
      'Lists the hostnames of a namespace: those first that wait for a person, then those that ' +
      'go on by themselves, then those that are Ready. It only reads.'
  }
})
