import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { contextFlag, objectOutputFlag, zoneID } from './flags.ts'
import type { OrphanFlags } from './run-orphans.ts'

/** The command that finds what has lost its other half. */
export const orphansCommand = buildCommand<OrphanFlags, [], CommandContext>({
  loader: async () => (await import('./run-orphans.ts')).runOrphans,
  parameters: {
    flags: {
      context: contextFlag,
      output: objectOutputFlag,
      clusterId: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'CLUSTER_ID of the hooks (from their Deployment)',
        placeholder: 'NAME'
      },
      region: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'AWS_REGION of the hooks (from their Deployment)',
        placeholder: 'REGION'
      },
      zone: {
        kind: 'parsed',
        parse: zoneID,
        variadic: true,
        optional: true,
        brief: 'ID of a further hosted zone to read (repeat the flag for more)',
        placeholder: 'ID'
      }
    },
    aliases: { o: 'output' }
  },
  docs: {
    brief: 'Finds records and certificates without a claim, and claims without them',
    fullDescription:
      'Reads Route 53 and ACM with your AWS credentials, and finds what is marked as owned by ' +
      'this cluster and has no DomainClaim, and DomainClaims whose certificate or records are ' +
      'gone. It changes nothing.\n\n' +
      'The exit status is 0 if there is no orphan, 4 if there are some, and 1 if not all could ' +
      'be looked at.'
  }
})
