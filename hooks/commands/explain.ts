import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, namespaceFlag, objectOutputFlag } from './flags.ts'
import { hostnameName, timeoutFlag } from './hostname-flags.ts'
import type { ExplainFlags } from './run-explain.ts'

/** The command that tells the story of one hostname. What runs it is loaded only then. */
export const explainCommand = buildCommand<ExplainFlags, [string], CommandContext>({
  loader: async () => (await import('./run-explain.ts')).runExplain,
  parameters: {
    positional: { kind: 'tuple', parameters: [hostnameName] },
    flags: {
      namespace: namespaceFlag,
      context: contextFlag,
      output: objectOutputFlag,
      watch: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Follow the steps until the hostname is Ready, or waits for a person'
      },
      timeout: timeoutFlag
    },
    aliases: { n: 'namespace', o: 'output', w: 'watch' }
  },
  docs: {
    brief: 'Tells the story of one hostname: what is done, what is awaited, and what to do',
    fullDescription:
      'Tells the story of one hostname: which steps are done and how long they took, what is ' +
      'awaited, from whom and since when, and what to do. NAME is the name of a ' +
      'GatewayHostnameRequest, NAMESPACE/NAME, or a hostname. It only reads.\n\n' +
      'The exit status is 0 if the hostname is Ready, 3 if it goes on by itself, 4 if a person ' +
      'has to do something, and 5 if there is none.'
  }
})
