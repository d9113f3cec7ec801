import { partitionOf } from '../account.ts'
import type { FailureReason } from '../faults.ts'
import { awsError } from '../wire/errors.ts'
import type { JsonObject } from '../wire/json.ts'
import type { Certificate } from './certificate.ts'
import { type Environment, settle } from './lifecycle.ts'

/** The parts of a request that are passed to an operation. */
export type OperationInput = {
  readonly region: string
  readonly input: JsonObject
  /** Tells the call log the certificate's domain. */
  readonly note: (domain: string) => void
}

/** An operation of ACM's API. It returns the members of the answer, or throws an AwsError. */
export type Operation = (acm: Acm, input: OperationInput) => object

/** The certificate that was requested with an idempotency token, and when. */
export type RememberedToken = { readonly requestedAt: number; readonly arn: string }

/** ACM's state, and the functions that read it. */
export type Acm = Environment & {
  /**
   * The certificates of all regions, by ARN. A deleted certificate stays here as long as a list,
   * which lags behind, can still show it.
   */
  readonly certificates: Map<string, Certificate>
  /** The times of all requests for certificates, by region. */
  readonly requests: Map<string, number[]>
  /** The requests that had an idempotency token, by region, token and parameters. */
  readonly tokens: Map<string, RememberedToken>
  readonly failureOf: (domain: string) => FailureReason | undefined
  /** Returns the number of the next certificate. */
  readonly countCertificate: () => number
  readonly newArn: (region: string) => string
  /**
   * Returns a certificate of this region in its present state. Throws ResourceNotFoundException.
   */
  readonly get: (region: string, arn: string) => Certificate
  /**
   * Brings the status of every certificate up to now. Hazard: the status depends on what DNS and
   * the load balancers were like until now, and a change of these erases that past. So call this
   * before each change of DNS or load balancers.
   */
  readonly settleAll: () => void
}

/** Makes the ACM of an account without certificates. */
export function createAcm(environment: Environment, failureOf: Acm['failureOf']): Acm {
  const { account } = environment
  const certificates = new Map<string, Certificate>()
  let count = 0
  return {
    ...environment,
    certificates,
    requests: new Map(),
    tokens: new Map(),
    failureOf,
    countCertificate: () => {
      count += 1
      return count
    },
    newArn: region =>
      `arn:${partitionOf(region)}:acm:${region}:${account.id}:certificate/${account.random.uuid()}`,
    get: (region, arn) => existing(certificates, environment, region, arn),
    settleAll: () => settleAll(certificates, environment)
  }
}

function existing(
  certificates: ReadonlyMap<string, Certificate>,
  environment: Environment,
  region: string,
  arn: string
): Certificate {
  const certificate = certificates.get(arn)
  if (
    certificate === undefined ||
    certificate.region !== region ||
    certificate.deletedAt !== undefined
  ) {
    const { id } = environment.account
    throw awsError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${id}.`
    )
  }
  settle(certificate, environment)
  return certificate
}

/**
 * Brings the status of every certificate up to now. Drops each deleted certificate that no list can
 * show any more.
 */
function settleAll(certificates: Map<string, Certificate>, environment: Environment): void {
  const { clock, timings } = environment.account
  for (const [arn, certificate] of certificates) {
    if (certificate.deletedAt === undefined) settle(certificate, environment)
    else if (certificate.deletedAt + timings.listLag <= clock.now()) certificates.delete(arn)
  }
}

/** @returns the certificates of a region, except deleted ones */
export function existingIn({ certificates }: Acm, region: string): Certificate[] {
  return [...certificates.values()].filter(
    ({ region: place, deletedAt }) => place === region && deletedAt === undefined
  )
}
