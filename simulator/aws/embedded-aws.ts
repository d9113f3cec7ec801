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

/** An AWS account with ACM in every region, Route 53, and what these two need of load balancers. */
export type EmbeddedAws = {
  readonly accountID: string
  /** Answers one request; rejects with ECONNRESET if a fault drops the connection. */
  readonly handle: (request: WireRequest) => Promise<WireResponse>
  /** For `new ACMClient({ requestHandler })`: the real SDK without sockets. */
  readonly requestHandler: () => RequestHandler
  /** Listens on loopback, on a free port by default, and warns on stderr that it is no real AWS. */
  readonly listen: (port?: number) => Promise<Listening>
  readonly zones: Zones
  readonly loadBalancers: LoadBalancers
  readonly certificates: Certificates
  readonly calls: CallLog
  readonly faults: Faults
}

export type EmbeddedAwsOptions = {
  readonly clock: Clock
  /** By default AWS's documented quotas; `none` for an account without quotas. */
  readonly quotas?: Partial<Quotas> | 'none'
  /** By default AWS's typical waits; see also `scaleWaits` and `instantTimings`. */
  readonly timings?: Partial<Timings>
  /** Twelve digits. */
  readonly accountID?: string
  /** The same seed, clock and calls give the same ids. */
  readonly seed?: number
  /**
   * With `existing`, the target of an alias must be a load balancer of this account. With `any`,
   * the default, its name only needs the form of a load balancer's name.
   */
  readonly aliasTargets?: 'any' | 'existing'
  /** Prints the line that `listen` writes; by default to stderr. */
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

/** A load balancer also answers to names below its own, such as `dualstack.<name>`. */
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
