import { buildCommand } from '@stricli/core'
import { defined } from '../defined.ts'
import type { CommandContext } from './context.ts'
import { matching, zoneID } from './flags.ts'
import { policyFor } from './iam/policy.ts'
import { asJSON } from './terminal/formats.ts'

type PolicyFlags = {
  zone: readonly string[]
  account?: readonly string[]
  region?: readonly string[]
  domain?: readonly string[]
  clusterId?: string
}

/** The command that prints the IAM policy of the hooks. */
export const policyCommand = buildCommand<PolicyFlags, [], CommandContext>({
  func: function (this: CommandContext, flags: PolicyFlags) {
    const policy = policyFor({
      zones: flags.zone,
      accounts: flags.account ?? [],
      regions: flags.region ?? [],
      domains: flags.domain ?? [],
      ...defined({ clusterID: flags.clusterId })
    })
    this.process.stdout.write(asJSON(policy))
  },
  parameters: {
    flags: {
      zone: {
        kind: 'parsed',
        parse: zoneID,
        variadic: true,
        brief: 'ID of a hosted zone that a pool names (repeat the flag for more)',
        placeholder: 'ID'
      },
      account: {
        kind: 'parsed',
        parse: matching(/^\d{12}$/, 'the number of an AWS account, 12 digits'),
        variadic: true,
        optional: true,
        brief: 'Number of the AWS account of the certificates (any)',
        placeholder: 'NUMBER'
      },
      region: {
        kind: 'parsed',
        parse: matching(/^[a-z]{2}[a-z-]*-\d$/, 'an AWS region, for example eu-central-1'),
        variadic: true,
        optional: true,
        brief: 'Region of a pool, or one of CERTIFICATE_REGIONS (any)',
        placeholder: 'REGION'
      },
      domain: {
        kind: 'parsed',
        parse: matching(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain in lower case, without *'),
        variadic: true,
        optional: true,
        brief: 'Domain of a pool: no other names can then be changed (any in the zones)',
        placeholder: 'NAME'
      },
      clusterId: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: "CLUSTER_ID of the hooks: other clusters' certificates are then safe (any)",
        placeholder: 'NAME'
      }
    }
  },
  docs: {
    brief: 'Prints the IAM policy that the hooks need',
    fullDescription:
      'Prints the IAM policy that the hooks need for these hosted zones, and no more, as JSON. ' +
      'Nothing is read from AWS or Kubernetes.'
  }
})
