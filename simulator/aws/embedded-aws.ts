import type { Clock } from '../../hooks/clock.ts'
import type { Account } from './account.ts'
import { type Acm, createAcm } from './acm/acm.ts'
import { type Certificates, createCertificates } from './acm/inspection.ts'
import { createUsage } from './acm/usage.ts'
import { type CallLog, createCallLog } from './call-log.ts'
import { createFaults, type Faults } from './faults.ts'
import { createHandler } from './handle.ts'
import { type Listening, listen } from './http-server.ts'
import { createLoadBalancers, type LoadBalancers } from './load-balancers.ts'
import { defaultQuotas, noQuotas, type Quotas } from './quotas.ts'
import { createRandom } from './random.ts'
import { createRequestHandler, type RequestHandler } from './request-handler.ts'
import { canonicalName } from './route53/names.ts'
import { resolvePublicly } from './route53/resolve.ts'
import { createRoute53, type Route53 } from './route53/route53.ts'
import { createThrottle } from './throttle.ts'
import { awsTimings, type Timings } from './timings.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'
import { createZones, type Zones } from './zones.ts'

/** One AWS account with ACM in every region, Route 53, and load balancers as far as those two notice them. */
export type EmbeddedAws = {
  readonly accountID: string
  /** Answers one request; rejects with ECONNRESET where a fault drops the connection. */
  readonly handle: (request: WireRequest) => Promise<WireResponse>
  /** For `new ACMClient({ requestHandler })`: the real SDK without sockets. */
  readonly requestHandler: () => RequestHandler
  /** Listens on loopback, on a free port unless told one, and says loudly on stderr what it is. */
  readonly listen: (port?: number) => Promise<Listening>
  readonly zones: Zones
  readonly loadBalancers: LoadBalancers
  readonly certificates: Certificates
  readonly calls: CallLog
  readonly faults: Faults
}

/** How the account is made. */
export type EmbeddedAwsOptions = {
  readonly clock: Clock
  /** AWS's documented defaults unless given; 'none' for an account without bounds. */
  readonly quotas?: Partial<Quotas> | 'none'
  /** AWS's typical waits unless given; see `scaleWaits` and `instantTimings`. */
  readonly timings?: Partial<Timings>
  /** Twelve digits. */
  readonly accountID?: string
  /** The same seed, clock and calls give the same ids. */
  readonly seed?: number
  /** `existing`: an alias needs a load balancer of this account; `any` (default): the form of its name will do. */
  readonly aliasTargets?: 'any' | 'existing'
  /** Told on listening; stderr unless given. */
  readonly say?: (line: string) => void
}

/** @returns an empty account */
export function createEmbeddedAws(options: EmbeddedAwsOptions): EmbeddedAws {
  const account = accountOf(options)
  const { clock, random, quotas } = account
  const calls = createCallLog()
  const faults = createFaults()
  const acm: Acm = createAcm(
    { account, usage: createUsage(account), lookUp: (name, type) => lookUp(name, type) },
    faults.failureOf
  )
  const loadBalancers = createLoadBalancers(account, acm)
  const isBalancer = (dnsName: string) =>
    loadBalancers.list().some(({ dnsName: name }) => answersTo(canonicalName(name), dnsName))
  const aliasTargets = options.aliasTargets === 'existing' ? isBalancer : undefined
  const route53: Route53 = createRoute53(account, { aliasTargets, beforeChange: acm.settleAll })
  const lookUp = (name: string, type: string) => resolvePublicly(route53.zones.all(), name, type)
  const handle = createHandler({
    services: { acm, route53 },
    clock,
    random,
    calls,
    faults,
    throttle: createThrottle(clock, quotas)
  })
  return {
    accountID: account.id,
    handle,
    requestHandler: () => createRequestHandler(handle),
    listen: (port = 0) =>
      listen(handle, port, options.say ?? (line => process.stderr.write(`${line}\n`))),
    zones: createZones(route53),
    loadBalancers,
    certificates: createCertificates(acm),
    calls,
    faults
  }
}

/** A load balancer answers to names below its own as well, such as `dualstack.`. */
function answersTo(name: string, asked: string): boolean {
  return asked === name || asked.endsWith(`.${name}`)
}

function accountOf(options: EmbeddedAwsOptions): Account {
  const quotas = options.quotas === 'none' ? noQuotas : { ...defaultQuotas, ...options.quotas }
  return {
    id: options.accountID ?? '123456789012',
    clock: options.clock,
    random: createRandom(options.seed ?? 1),
    timings: { ...awsTimings, ...options.timings },
    quotas
  }
}
