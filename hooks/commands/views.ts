import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, namespaceFlag, objectOutputFlag } from './flags.ts'
import { hostnameName } from './hostname-flags.ts'
import type { ViewFlags } from './run-views.ts'

/** The command that shows everything that belongs to a hostname. */
export const treeCommand = buildCommand<ViewFlags, [string], CommandContext>({
  loader: async () => (await import('./run-views.ts')).runTree,
  parameters: {
    positional: { kind: 'tuple', parameters: [hostnameName] },
    flags: { namespace: namespaceFlag, context: contextFlag, output: objectOutputFlag },
    aliases: { n: 'namespace', o: 'output' }
  },
  docs: {
    brief: 'Shows all objects and AWS resources of one hostname',
    fullDescription:
      'Shows the objects of Kubernetes that belong to a hostname, and the AWS resources that ' +
      'these objects name. It reads the cluster only, and does not ask AWS.'
  }
})

/** The command that says who holds a hostname. */
export const whoCommand = buildCommand<Omit<ViewFlags, 'namespace'>, [string], CommandContext>({
  loader: async () => (await import('./run-views.ts')).runWho,
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A hostname', parse: String, placeholder: 'HOSTNAME' }]
    },
    flags: { context: contextFlag, output: objectOutputFlag },
    aliases: { o: 'output' }
  },
  docs: {
    brief: 'Says who holds a hostname, who overlaps it, and who waits for it',
    fullDescription:
      'Says who holds a hostname, which hostnames of others overlap it, and which requests wait ' +
      'for it: the oldest gets it next. It needs to read requests and claims of all namespaces. ' +
      'The exit status is 5 if nobody asks for the hostname.'
  }
})

/** The command that shows how full the pools are. */
export const poolsCommand = buildCommand<Omit<ViewFlags, 'namespace'>, [], CommandContext>({
  loader: async () => (await import('./run-views.ts')).runPools,
  parameters: {
    flags: { context: contextFlag, output: objectOutputFlag },
    aliases: { o: 'output' }
  },
  docs: {
    brief: 'Shows how full the pools and their load balancers are',
    fullDescription:
      'Shows for each pool and each of its Gateways how many hostnames, certificates and rules ' +
      'of the load balancer are in use, of how many. It only reads.'
  }
})
