import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateSummary } from '../../aws/acm.ts'
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
 * wildcard in all regions. The search ends at the first such certificate that exists.
 * @param own the certificates of the claim itself, which do not count
 */
export async function seeSharing(
  claim: DomainClaim,
  own: readonly SeenCertificate[],
  since: number,
  access: AWSAccess
): Promise<NonNullable<Observation['sharing']>> {
  const ours = new Set(own.filter(({ tagged }) => tagged !== false).map(({ arn }) => arn))
  const { listed, asOf, slack } = await listCovering(claim, since, access)
  for (const { region, certificate } of listed) {
    const { arn } = certificate
    if (ours.has(arn)) continue
    if (await exists(region, certificate, access)) return { arns: [arn], asOf, slack }
  }
  return { arns: [], asOf, slack }
}

/** Lists the certificates in all regions that are of the claim's name or of its wildcard. */
async function listCovering(
  { spec }: DomainClaim,
  since: number,
  { aws, otherRegions, fence }: AWSAccess
): Promise<{ listed: readonly Listed[]; asOf: number; slack: number }> {
  const name = certifiedName(spec.hostname)
  const regions = [...new Set([spec.region, ...otherRegions])]
  const readings = regions.map(async region => {
    const inventory = aws.inventory(region)
    const reading = inventory.read(since - inventory.slack(), fence)
    return { region, listing: await inRegion(region, reading) }
  })
  const listings = await Promise.all(readings)
  const listed = listings.flatMap(({ region, listing }) =>
    listing.covering([name, `*.${name}`]).map(certificate => ({ region, certificate }))
  )
  const asOf = Math.min(...listings.map(({ listing }) => listing.asOf))
  const slack = Math.max(...listings.map(({ listing }) => listing.slack))
  return { listed, asOf, slack }
}

/**
 * Whether a listed certificate exists. Listings show deleted certificates for a while, so ACM is
 * asked for the certificate itself. A new certificate counts as existing although ACM does not know
 * it yet: ACM lags behind, and the claim of that certificate is about to need the record.
 */
async function exists(
  region: string,
  { arn, createdAt = 0 }: CertificateSummary,
  { aws, clock, fence }: AWSAccess
): Promise<boolean> {
  const description = orMissing(aws.acm(region).describeCertificate(arn, fence))
  if ((await inRegion(region, description)) !== undefined) return true
  return clock.now() - createdAt < acmLagMs && !aws.inventory(region).wasRemoved(arn)
}

/** Adds the region to a failure, because a policy may deny one region only. */
async function inRegion<T>(region: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    throw new AWSFailure(error.kind, `${error.operation} in ${region}`, error.code, error.message)
  }
}
