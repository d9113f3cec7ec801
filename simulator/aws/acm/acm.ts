import { partitionOf } from '../account.ts'
import type { FailureReason } from '../faults.ts'
import { awsError } from '../wire/errors.ts'
import type { JsonObject } from '../wire/json.ts'
import type { Certificate } from './certificate.ts'
import { type Environment, settle } from './lifecycle.ts'

/** What an operation gets of its request. */
export type OperationInput = {
  readonly region: string
  readonly input: JsonObject
  /** Tells the call log the certificate's domain. */
  readonly note: (domain: string) => void
}

/** One operation of ACM's API: its answer's members; throws an AwsError. */
export type Operation = (acm: Acm, input: OperationInput) => object

/** A request that a token stands for. */
export type RememberedToken = {
  readonly at: number
  readonly parameters: string
  readonly arn: string
}

/** ACM's state, and the ways to look at it. */
export type Acm = Environment & {
  /** All certificates of all regions that were ever made, deleted ones included, as lists lag behind. */
  readonly certificates: Map<string, Certificate>
  /** When certificates were requested, by region. */
  readonly requests: Map<string, number[]>
  readonly tokens: Map<string, RememberedToken>
  readonly failureOf: (domain: string) => FailureReason | undefined
  /** The next certificate's number. */
  readonly countCertificate: () => number
  /** A new ARN. */
  readonly newArn: (region: string) => string
  /** A certificate of that region, brought up to the present; throws ResourceNotFoundException. */
  readonly get: (region: string, arn: string) => Certificate
  /** Brings all certificates up to the present: to be called before anything that they depend on changes. */
  readonly settleAll: () => void
}

/** @returns ACM of an account without certificates */
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

/** Deleted certificates are forgotten once no list can show them any more. */
function settleAll(certificates: Map<string, Certificate>, environment: Environment): void {
  const { clock, timings } = environment.account
  for (const [arn, certificate] of certificates) {
    if (certificate.deletedAt === undefined) settle(certificate, environment)
    else if (certificate.deletedAt + timings.listLag <= clock.now()) certificates.delete(arn)
  }
}

/** @returns the region's certificates that exist, deleted ones excluded */
export function existingIn({ certificates }: Acm, region: string): Certificate[] {
  return [...certificates.values()].filter(
    ({ region: place, deletedAt }) => place === region && deletedAt === undefined
  )
}
