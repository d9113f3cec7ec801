import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, hooksFlag, namespaceFlag, objectOutputFlag } from './flags.ts'
import type { PlanFlags } from './run-plan.ts'

/** The command that says what a manifest will get. It applies nothing. */
export const planCommand = buildCommand<PlanFlags, [], CommandContext>({
  loader: async () => (await import('./run-plan.ts')).runPlan,
  parameters: {
    flags: {
      filename: {
        kind: 'parsed',
        parse: String,
        variadic: true,
        brief: 'File or folder with manifests, or - for the standard input (repeat it for more)',
        placeholder: 'FILE'
      },
      namespace: namespaceFlag,
      context: contextFlag,
      output: objectOutputFlag,
      hooks: hooksFlag
    },
    aliases: { f: 'filename', n: 'namespace', o: 'output' }
  },
  docs: {
    brief: 'Says what a manifest will get, or why not, before you apply it',
    fullDescription:
      'Says for each GatewayHostnameRequest of a manifest which pool, Gateway, certificate and ' +
      'records it will get, or why it is refused. Nothing is applied: the API server checks the ' +
      'objects in a dry run, the decision of the pool is made here, and the hooks say what they ' +
      'would do in AWS.\n\n' +
      'The exit status is 0 if all requests will be served, 4 if not, and 5 if there is none.'
  }
})
