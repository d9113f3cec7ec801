import type { DomainClaim } from '../../api/domain-claim.ts'
import { AWSFailure, orMissing } from '../../aws/failure.ts'
import { describeZone, type ZoneRef } from '../../dns/zone-ref.ts'
import { aliasNames } from '../facts/alias.ts'
import { isAbandoned, isOverdue } from '../facts/deletion.ts'
import type { AWSAccess } from './aws-access.ts'

/** ACM's answer that a certificate does not exist. */
export type UnknownCertificate = {
  arn: string
  /** When ACM was asked (ms). */
  asOf: number
  /** Hosted zone of the claim's alias: Route 53 is asked for it as a second witness. */
  zone: ZoneRef
}

/**
 * Confirms that a certificate is gone. ACM answers that a certificate does not exist also if it is
 * asked with credentials of a wrong account. If that were believed, an existing certificate would
 * leave its load balancer, and its claim might be let go. So ACM's answer alone is not believed. A
 * `-` means that the column does not matter:
 *
 * | we deleted it | listed since | claim may go | zone is in    | zone is known | result        |
 * |---------------|--------------|--------------|---------------|---------------|---------------|
 * | yes           | -            | -            | -             | -             | gone          |
 * | no            | yes          | -            | -             | -             | contradiction |
 * | no            | no           | yes          | -             | -             | gone          |
 * | no            | no           | no           | ACM's account | yes           | gone          |
 * | no            | no           | no           | ACM's account | no            | contradiction |
 * | no            | no           | no           | other account | -             | not concluded |
 *
 * @throws {AWSFailure} when the certificate cannot be taken for gone
 */
export async function confirmGone(
  claim: DomainClaim,
  unknown: UnknownCertificate,
  access: AWSAccess
): Promise<void> {
  const { aws, clock, fence } = access
  const { region, hostname } = claim.spec
  const { arn, asOf } = unknown
  if (aws.acm(region).wasDeleted(arn)) return
  const listing = await aws.inventory(region).read(asOf, fence)
  if (listing.byDomainName(hostname).some(c => c.arn === arn))
    throw contradiction(
      'unavailable',
      `ACM lists ${arn}, but answers that it does not exist: this is tried again by itself`
    )
  if (mayGoWithoutZone(claim, clock.now())) return
  await hearRoute53(hostname, unknown, access)
}

/** Throws unless Route 53 confirms that ACM was asked in the right account. */
async function hearRoute53(
  hostname: string,
  { arn, asOf, zone }: UnknownCertificate,
  { aws, fence }: AWSAccess
): Promise<void> {
  if (!isWitnessForACM(zone)) {
    const problem = `ACM does not know ${arn}, and ${describeZone(zone)} cannot confirm it`
    throw contradiction('denied', `${problem}: ${todo}`)
  }
  const records = await orMissing(aws.records(zone).atNames(aliasNames(hostname), asOf, fence))
  if (records !== undefined) return
  throw contradiction(
    'denied',
    `ACM does not know ${arn}, nor Route 53 the zone ${zone.id}: ${todo}`
  )
}

const todo = 'check that the hooks have credentials of the account that has the certificate'

/**
 * Whether Route 53, if it knows this zone, proves that ACM was asked in the right account. The
 * hooks ask ACM with their own credentials, and for a zone of another account they use other
 * credentials. So such a zone may be found although ACM was asked in a wrong account.
 */
function isWitnessForACM(zone: ZoneRef): boolean {
  return zone.account === undefined
}

/**
 * Certificate and zone may both be gone, and then Route 53 can never confirm anything. So an
 * abandoned or overdue claim that is being deleted may go without that confirmation.
 */
function mayGoWithoutZone(claim: DomainClaim, now: number): boolean {
  if (claim.metadata.deletionTimestamp === undefined) return false
  return isAbandoned(claim) || isOverdue(claim, now)
}

function contradiction(kind: 'unavailable' | 'denied', message: string): AWSFailure {
  return new AWSFailure(kind, 'DescribeCertificate', 'ResourceNotFoundException', message)
}
