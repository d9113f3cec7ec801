import { partitionOf } from '../account.ts'
import type { FailureReason } from '../faults.ts'
import { awsError } from '../wire/errors.ts'
import type { JsonObject } from '../wire/json.ts'
import type { Certificate } from './certificate.ts'
import { type Environment, settle } from './lifecycle.ts'

/** The parts of a request that an operation gets. */
export type OperationInput = {
  readonly region: string
  readonly input: JsonObject
  /** Tells the call log the certificate's domain. */
  readonly note: (domain: string) => void
}

/** An operation of ACM's API. Returns the members of the answer; throws an AwsError. */
export type Operation = (acm: Acm, input: OperationInput) => object

/** The certificate that was requested with an idempotency token, and when. */
export type RememberedToken = { readonly requestedAt: number; readonly arn: string }

/** ACM's state, and the functions that read it. */
export type Acm = Environment & {
  /** The certificates of all regions, by ARN. A deleted one stays until no list can show it. */
  readonly certificates: Map<string, Certificate>
  /** The times of all requests for certificates, by region. */
  readonly requests: Map<string, number[]>
  /** By region, idempotency token and parameters of the request. */
  readonly tokens: Map<string, RememberedToken>
  readonly failureOf: (domain: string) => FailureReason | undefined
  /** The number of the next certificate. */
  readonly countCertificate: () => number
  readonly newArn: (region: string) => string
  /** A certificate of this region in its present state; throws ResourceNotFoundException. */
  readonly get: (region: string, arn: string) => Certificate
  /** Updates all certificates. Has to be called before DNS or load balancers change. */
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

/** Updates all certificates, and drops deleted certificates that no list can show any more. */
function settleAll(certificates: Map<string, Certificate>, environment: Environment): void {
  const { clock, timings } = environment.account
  for (const [arn, certificate] of certificates) {
    if (certificate.deletedAt === undefined) settle(certificate, environment)
    else if (certificate.deletedAt + timings.listLag <= clock.now()) certificates.delete(arn)
  }
}

/** @returns the region's certificates without deleted ones */
export function existingIn({ certificates }: Acm, region: string): Certificate[] {
  return [...certificates.values()].filter(
    ({ region: place, deletedAt }) => place === region && deletedAt === undefined
  )
}
