import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateSummary } from '../../aws/acm.ts'
import { AWSFailure } from '../../aws/failure.ts'
import { certifiedName } from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from './observation.ts'
import { newForMilliseconds } from './observe-certificates.ts'
import { orMissing, type Tools } from './tools.ts'

/**
 * Other certificates, in every region asked for, that are validated by the claim's record: ACM gives one
 * account one record for a name and its wildcard, in all regions. Listings show deleted certificates for
 * a while, so each is asked for at ACM; the first that exists is enough. One that ACM does not know although
 * it is new does exist: ACM is behind, and its claim is about to rest on the record.
 * @param own certificates of the claim itself
 */
export async function seeSharing(
  claim: DomainClaim,
  own: readonly SeenCertificate[],
  since: number,
  tools: Tools
): Promise<NonNullable<Observation['sharing']>> {
  const ours = new Set(own.filter(c => c.tagged !== false).map(c => c.arn))
  const name = certifiedName(claim.spec.hostname)
  const regions = [...new Set([claim.spec.region, ...tools.otherRegions])]
  const listings = await Promise.all(
    regions.map(region => {
      const inventory = tools.aws.inventory(region)
      return inRegion(region, inventory.read(since - inventory.slack(), tools.fence))
    })
  )
  const slack = Math.max(...listings.map(listing => listing.slack))
  const asOf = Math.min(...listings.map(listing => listing.asOf))
  for (const [index, region] of regions.entries()) {
    const covering = listings[index]?.covering([name, `*.${name}`]) ?? []
    for (const certificate of covering.filter(c => !ours.has(c.arn))) {
      const { arn } = certificate
      const detail = await inRegion(
        region,
        orMissing(tools.aws.acm(region).describeCertificate(arn, tools.fence))
      )
      if (detail !== undefined || isNew(certificate, region, tools))
        return { arns: [arn], asOf, slack }
    }
  }
  return { arns: [], asOf, slack }
}

function isNew(
  { arn, createdAt = 0 }: CertificateSummary,
  region: string,
  { aws, clock }: Tools
): boolean {
  return clock.now() - createdAt < newForMilliseconds && !aws.inventory(region).wasRemoved(arn)
}

/** Names the region in a failure: a policy may well deny one region only. */
async function inRegion<T>(region: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    throw new AWSFailure(error.kind, `${error.operation} in ${region}`, error.code, error.message)
  }
}
