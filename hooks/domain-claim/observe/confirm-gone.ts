import type { DomainClaim } from '../../api/domain-claim.ts'
import { AWSFailure, orMissing } from '../../aws/failure.ts'
import { aliasNames } from '../facts/alias.ts'
import { isAbandoned, isOverdue } from '../facts/deletion.ts'
import type { AWSAccess } from './aws-access.ts'

/**
 * ACM said as of `asOf` (ms) that there is no such certificate. Much follows from that: it leaves its load balancer, and
 * a claim may be let go. So a second witness is heard: no listing since then shows it, and its account is the right one,
 * which it is where Route 53 knows the claim's zone. A deletion of our own is a witness, too.
 * @throws {AWSFailure} where the two contradict each other: then nothing is concluded
 */
export async function confirmGone(
  claim: DomainClaim,
  arn: string,
  asOf: number,
  access: AWSAccess
): Promise<void> {
  const { aws, fence } = access
  const { region, hostname, hostedZoneID } = claim.spec
  if (aws.acm(region).wasDeleted(arn)) return
  const listing = await aws.inventory(region).read(asOf, fence)
  if (listing.byDomainName(hostname).some(c => c.arn === arn))
    throw contradiction(
      'unavailable',
      `ACM lists ${arn}, and says that it does not exist when asked for it`
    )
  if (mayGoWithoutZone(claim, access)) return
  const records = await orMissing(
    aws.records(hostedZoneID).atNames(aliasNames(hostname), asOf, fence)
  )
  if (records === undefined) {
    const look = 'look whether the hooks have credentials of the account that has them'
    throw contradiction(
      'denied',
      `ACM does not know ${arn}, nor Route 53 the zone ${hostedZoneID}; ${look}`
    )
  }
}

/** Both may really be gone: somebody cleared the account up, or says that nothing of it matters any more. */
function mayGoWithoutZone(claim: DomainClaim, { clock }: AWSAccess): boolean {
  if (claim.metadata.deletionTimestamp === undefined) return false
  return isAbandoned(claim) || isOverdue(claim, clock.now())
}

function contradiction(kind: 'unavailable' | 'denied', message: string): AWSFailure {
  return new AWSFailure(kind, 'DescribeCertificate', 'ResourceNotFoundException', message)
}
