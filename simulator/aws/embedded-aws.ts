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

/**
 * An AWS account with ACM in every region, with Route 53, and with those features of load balancers
 * that ACM and Route 53 need.
 */
export type EmbeddedAws = {
  readonly accountID: string
  /** Answers one request. The promise rejects with ECONNRESET if a fault drops the connection. */
  readonly handle: (request: WireRequest) => Promise<WireResponse>
  /**
   * Returns a handler for `new ACMClient({ requestHandler })`, with which the real SDK calls this
   * AWS without sockets.
   */
  readonly requestHandler: () => RequestHandler
  /**
   * Starts an HTTP server on loopback, by default on a free port. Writes a warning that it is not
   * the real AWS; see `say`.
   */
  readonly listen: (port?: number) => Promise<Listening>
  readonly zones: Zones
  readonly loadBalancers: LoadBalancers
  readonly certificates: Certificates
  readonly calls: CallLog
  readonly faults: Faults
}

export type EmbeddedAwsOptions = {
  readonly clock: Clock
  /** By default, the quotas that AWS documents. `none` makes an account without quotas. */
  readonly quotas?: Partial<Quotas> | 'none'
  /**
   * By default, the waits that are typical for AWS. `scaleWaits` and `instantTimings` have others.
   */
  readonly timings?: Partial<Timings>
  /** Twelve digits. */
  readonly accountID?: string
  /**
   * The seed of all random ids. Two accounts with the same seed, clock and calls make the same ids.
   */
  readonly seed?: number
  /**
   * Which targets an alias may have. With `existing`, the target must be a load balancer of this
   * account. With `any`, the default, the target's name must only have the form of a load
   * balancer's name.
   */
  readonly aliasTargets?: 'any' | 'existing'
  /**
   * Whether ACM issues a certificate only if the public DNS has its validation record. By default,
   * it does. moto, for example, does not look.
   */
  readonly needsRecord?: boolean
  /** Prints the warning of `listen`. By default, the warning goes to stderr. */
  readonly say?: (line: string) => void
}

/** @returns an empty account */
export function createEmbeddedAws(options: EmbeddedAwsOptions): EmbeddedAws {
  const account = accountOf(options)
  const { clock, random, quotas } = account
  const calls = createCallLog()
  const faults = createFaults()
  const acm: Acm = createAcm(
    {
      account,
      usage: createUsage(account),
      lookUp: (name, type) => lookUp(name, type),
      needsRecord: options.needsRecord ?? true
    },
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

/**
 * Whether a load balancer with the DNS name `name` answers for `asked`. It also answers for names
 * below its own, such as `dualstack.<name>`.
 */
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
