import type { Reason } from '../../hooks/conditions/reasons.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

/** How `shop/web` gets stuck, what a person then has to do, and who. */
export type StuckCase = {
  stuck: string
  reason: Reason
  /** The next action, as a person has to read it. */
  todo: RegExp
  awaited: string
  platform?: readonly KubeObject[]
  before: (world: FlowWorld) => unknown
  withinSeconds?: number
}

/** AWS refuses all calls of one operation. */
function refuse(operation: string, code: string, message: string) {
  return ({ cloud }: FlowWorld) =>
    void cloud.faults.use(call =>
      call.operation === operation ? { before: { do: 'error', code, message } } : undefined
    )
}

async function rival(world: FlowWorld, name = hostname): Promise<void> {
  world.apply(aNamespace('rival'), aRequest('rival', 'first', name))
  await world.untilReady('rival', 'first')
}

const platformTeam = 'the platform team'

/** ACM's reasons to let a certificate fail, and what each asks for. */
const failures = {
  CAA_ERROR: /0 issue "amazon\.com"/,
  ADDITIONAL_VERIFICATION_REQUIRED: /open a case with AWS Support/,
  DOMAIN_NOT_ALLOWED: /taken off the list/,
  INVALID_PUBLIC_DOMAIN: /use a hostname in a registered public domain/,
  DOMAIN_VALIDATION_DENIED: /who the domain is registered to/,
  SLR_NOT_FOUND: /create-service-linked-role/,
  OTHER: /wait for the next certificate/
} as const

/** A hostname that is stuck in each way that people meet. */
export const stuckCases: readonly StuckCase[] = [
  {
    stuck: 'the domain is not delegated to its zone',
    reason: 'ValidationPending',
    todo: /dig \+short CNAME NAME.*the domain is not delegated/,
    awaited: 'ACM',
    // ACM resolves from the parent zone, which delegates the domain elsewhere.
    before: world => {
      world.cloud.zones.create('example.com', { id: 'Z0PARENT', delegate: false })
      world.cloud.zones.delegate('Z0PARENT', 'apps.example.com')
    },
    withinSeconds: 3600
  },
  ...Object.entries(failures).map(
    ([failure, todo]): StuckCase => ({
      stuck: `ACM lets the certificate fail: ${failure}`,
      reason: 'CertificateFailed',
      todo,
      awaited: platformTeam,
      before: world => world.cloud.faults.failCertificates(hostname, failure as 'CAA_ERROR')
    })
  ),
  {
    stuck: 'a quota of AWS is used up',
    reason: 'AWSQuotaExceeded',
    todo: /raise the quota that the message names/,
    awaited: platformTeam,
    before: refuse('RequestCertificate', 'LimitExceededException', 'too many certificates')
  },
  {
    stuck: 'the quota of the namespace is used up',
    reason: 'QuotaExceeded',
    todo: /Delete a request that you no longer need.*maxHostnamesPerNamespace/,
    awaited: 'your team',
    platform: aPlatform({}, { maxHostnamesPerNamespace: 0 }),
    before: () => undefined
  },
  {
    stuck: 'the load balancer controller is down',
    reason: 'GatewayClassMissing',
    todo: /that the AWS Load Balancer Controller runs/,
    awaited: platformTeam,
    before: world => world.cluster.loadBalancers.stop(),
    withinSeconds: 3600
  },
  {
    stuck: 'the hostname is taken',
    reason: 'HostnameTaken',
    todo: /Choose another hostname, or keep this request and wait/,
    awaited: 'the holder of the hostname',
    before: world => rival(world)
  },
  {
    stuck: 'the pool is full',
    reason: 'PoolFull',
    todo: /raise spec\.capacity/,
    awaited: platformTeam,
    platform: aPlatform({ capacity: { maxGateways: 1, maxHostnamesPerGateway: 1 } }),
    before: world => rival(world, 'other.apps.example.com')
  },
  {
    stuck: 'a record of somebody else is at the hostname',
    reason: 'ForeignRecord',
    todo: /Remove it, or hand it over without an outage/,
    awaited: platformTeam,
    before: world =>
      world.cloud.zones.put('Z0APPS', { name: hostname, type: 'A', values: ['192.0.2.1'] })
  },
  {
    stuck: 'the hooks have no credentials',
    reason: 'AWSNoCredentials',
    todo: /associate the ServiceAccount of the hooks with an IAM role/,
    awaited: platformTeam,
    before: refuse('ListCertificates', 'ExpiredTokenException', 'The token has expired')
  }
]
