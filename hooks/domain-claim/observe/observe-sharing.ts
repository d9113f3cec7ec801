import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateSummary } from '../../aws/acm.ts'
import type { CertificateListing } from '../../aws/certificate-inventory.ts'
import { acmLagMs } from '../../aws/consistency.ts'
import { AWSFailure, orMissing } from '../../aws/failure.ts'
import { certifiedName } from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import type { AWSAccess } from './aws-access.ts'

/** A certificate, and the region that lists it. */
type Listed = { region: string; certificate: CertificateSummary }

/**
 * Searches all configured regions for other certificates that need the claim's validation record:
 * they could not be renewed without it. In one account, ACM uses the same record for a name and its
 * wildcard in all regions. The search ends at the first such certificate that exists. A listing
 * shows at most 100 names of a certificate, so ACM is asked for all names of a certificate with
 * more.
 * @param own the certificates of the claim itself, which do not count
 */
export async function seeSharing(
  claim: DomainClaim,
  own: readonly SeenCertificate[],
  since: number,
  access: AWSAccess
): Promise<NonNullable<Observation['sharing']>> {
  const ours = new Set(own.filter(({ tagged }) => tagged !== false).map(({ arn }) => arn))
  const names = namesWithRecord(claim)
  const { covering, withMoreNames, asOf, slack } = await list(claim, names, since, access)
  const isOther = ({ certificate }: Listed) => !ours.has(certificate.arn)
  for (const { region, certificate } of covering.filter(isOther)) {
    if (await exists(region, certificate, access)) return { arns: [certificate.arn], asOf, slack }
  }
  for (const { region, certificate } of withMoreNames.filter(isOther)) {
    if (await covers(region, certificate, names, access))
      return { arns: [certificate.arn], asOf, slack }
  }
  return { arns: [], asOf, slack }
}

/** The names of which certificates need the claim's validation record. */
function namesWithRecord({ spec }: DomainClaim): readonly string[] {
  const name = certifiedName(spec.hostname)
  return [name, `*.${name}`]
}

/** What the listings of all regions show. */
type Listings = {
  /** Certificates with one of the names. */
  covering: readonly Listed[]
  /** Certificates of which the listings do not show all names. */
  withMoreNames: readonly Listed[]
  asOf: number
  slack: number
}

async function list(
  { spec }: DomainClaim,
  names: readonly string[],
  since: number,
  { aws, otherRegions, fence }: AWSAccess
): Promise<Listings> {
  const regions = [...new Set([spec.region, ...otherRegions])]
  const readings = regions.map(async region => {
    const inventory = aws.inventory(region)
    const reading = inventory.read(since - inventory.slack(), fence)
    return { region, listing: await inRegion(region, reading) }
  })
  const listings = await Promise.all(readings)
  const inAll = (of: (listing: CertificateListing) => readonly CertificateSummary[]) =>
    listings.flatMap(({ region, listing }) =>
      of(listing).map(certificate => ({ region, certificate }))
    )
  const asOf = Math.min(...listings.map(({ listing }) => listing.asOf))
  const slack = Math.max(...listings.map(({ listing }) => listing.slack))
  return {
    covering: inAll(listing => listing.covering(names)),
    withMoreNames: inAll(listing => listing.withMoreNames()),
    asOf,
    slack
  }
}

/**
 * Whether a listed certificate exists. Listings show deleted certificates for a while, so ACM is
 * asked for the certificate itself. A new certificate counts as existing although ACM does not know
 * it yet: ACM lags behind, and the claim of that certificate is about to need the record.
 */
async function exists(
  region: string,
  certificate: CertificateSummary,
  access: AWSAccess
): Promise<boolean> {
  const { aws, fence } = access
  const description = orMissing(aws.acm(region).describeCertificate(certificate.arn, fence))
  if ((await inRegion(region, description)) !== undefined) return true
  return isNew(region, certificate, access)
}

/**
 * Whether a certificate of which the listing does not show all names has one of these names. The
 * names of a certificate never change, so ACM is asked for them once. A new certificate that ACM
 * does not know yet counts as one that has them.
 */
async function covers(
  region: string,
  certificate: CertificateSummary,
  names: readonly string[],
  access: AWSAccess
): Promise<boolean> {
  const { aws, fence } = access
  const all = await inRegion(region, aws.names(region, certificate.arn, fence))
  if (all === undefined) return isNew(region, certificate, access)
  return all.some(name => names.includes(name)) && exists(region, certificate, access)
}

function isNew(
  region: string,
  { arn, createdAt = 0 }: CertificateSummary,
  { aws, clock }: AWSAccess
): boolean {
  return clock.now() - createdAt < acmLagMs && !aws.inventory(region).wasRemoved(arn)
}

/** Adds the region to a failure, because a policy may deny one region only. */
async function inRegion<T>(region: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    const { kind, operation, code, message, retryAfterSeconds } = error
    const failure = new AWSFailure(kind, `${operation} in ${region}`, code, message)
    if (retryAfterSeconds !== undefined) failure.retryAfterSeconds = retryAfterSeconds
    throw failure
  }
}
