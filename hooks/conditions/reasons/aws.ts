import type { ReasonEntries } from './entry.ts'

/** Reasons: failures of calls to AWS. */
export const awsReasons = {
  AWSAccessDenied: {
    stalls: true,
    means: 'AWS denies the hooks the call that the message names.',
    todo:
      'The platform team has to allow this call in the IAM policy of the hooks. ' +
      '`gateway-orchestrator iam-policy` prints the policy.'
  },
  AWSNoCredentials: {
    stalls: true,
    means: 'The hooks have no credentials for AWS, or credentials that have expired.',
    todo:
      'The platform team has to associate the ServiceAccount of the hooks with an IAM role (EKS ' +
      'Pod Identity or IRSA), and then to restart the hooks: a process gets its role only when ' +
      'its pod starts.'
  },
  AWSRegionUnusable: {
    stalls: true,
    means:
      'The AWS region does not exist or is not enabled in the account, or AWS does not know the ' +
      'credentials of the hooks.',
    todo:
      'The platform team has to check spec.region of the pool (without it, AWS_REGION of the ' +
      'hooks) and that the region is enabled in the account. If both are right, the credentials ' +
      'or the name resolution of the hooks are at fault.'
  },
  AWSSignatureRefused: {
    stalls: true,
    means: 'AWS refuses the signature of the hooks.',
    todo:
      'The platform team has to check the clock of the node that the hooks run on. If the clock ' +
      'is right, the secret key of the hooks is wrong.'
  },
  AWSDeniedByOrganization: {
    stalls: true,
    means: 'A policy of the AWS organization denies the call that the message names.',
    todo:
      'The platform team has to ask whoever runs the AWS organization for an exception in the ' +
      'control policy. The IAM policy of the hooks is not at fault.'
  },
  AWSTagPolicy: {
    stalls: true,
    means: 'A tag policy of the AWS organization refuses the tags of the certificate.',
    todo:
      'The platform team has to have the tags gateway-orchestrator.io/cluster, /claim and ' +
      '/attempt allowed for ACM certificates in the tag policy.'
  },
  WrongALBZone: {
    stalls: true,
    means: 'Route 53 refuses the alias: the load balancer is not in the zone that the pool names.',
    todo:
      'The platform team has to remove spec.albHostedZoneID of the pool, or set it to the ' +
      'canonical hosted zone ID of application load balancers in the region.'
  },
  AWSThrottled: {
    stalls: false,
    means: 'The AWS account makes more calls than AWS allows.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSUnavailable: {
    stalls: false,
    means: 'AWS does not answer, or returns an error.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSQuotaExceeded: {
    stalls: true,
    means: 'A quota of the AWS account is used up.',
    todo: 'The platform team has to raise the quota that the message names.'
  },
  AWSRejected: {
    stalls: true,
    means: 'AWS rejects the call as not valid. The message has the reason that AWS gives.',
    todo: 'Tell the platform team.'
  }
} as const satisfies ReasonEntries
