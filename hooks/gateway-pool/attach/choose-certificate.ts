import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import type { Configuration } from '../observe/read-gateways.ts'

/** What a claim's certificate on the load balancer is to be. */
export type Choice = {
  /** The claim's certificate that the observed configuration carries. */
  carried?: string
  /** The one that it shall carry. */
  wanted?: string
  /** One that would be wanted if it were not of another region. */
  elsewhere?: string
}

/** What is seen of the load balancer that the claim is on. */
export type OnBalancer = {
  configuration: Configuration | undefined
  /** Undefined when its address does not tell. */
  region?: string | undefined
  /** Whether its controller says that there is no such certificate. */
  isNotFound?: (arn: string) => boolean
}

/** Certificates in these states serve nobody, and nothing brings them back. */
const dead = new Set(['NotFound', 'FAILED', 'VALIDATION_TIMED_OUT'])

/**
 * Chooses the certificate of one claim. Only issued ones are attached, and taking one off needs
 * positive evidence: an empty or poorer status is none. One of another region than the load balancer's
 * cannot be on it, and in its configuration it blocks the whole Gateway.
 *
 * | claim | its issued certificate | carried one | then |
 * |---|---|---|---|
 * | terminating | | | none |
 * | | none | none | none |
 * | | there | none, same or another | the issued one |
 * | | of another region | | as if there were none |
 * | | none | known to be gone or failed, or of another region | none, at once: it blocks the Gateway |
 * | | none | expired or revoked | stays until there is a successor; it blocks nobody |
 * | | none reported at all | not found, as the load balancer controller says | none, at once: it blocks the Gateway |
 * | | none | nothing bad known | stays |
 */
export function chooseCertificate(
  claim: SeenClaim,
  { configuration, region, isNotFound }: OnBalancer
): Choice {
  const carried = carriedBy(claim, configuration)
  const is = carried === undefined ? {} : { carried }
  if (claim.terminating) return is
  const issued = claim.certificate.status === 'ISSUED' ? claim.certificate.arn : undefined
  const isDead = (arn: string) =>
    isKnownDead(claim, arn) || (claim.certificate.arn === undefined && isNotFound?.(arn) === true)
  const alive = [issued, carried].filter(arn => arn !== undefined && !isDead(arn)) as string[]
  const wanted = alive.find(arn => !isElsewhere(arn, region))
  if (wanted !== undefined) return { ...is, wanted }
  return alive[0] === undefined ? is : { ...is, elsewhere: alive[0] }
}

/** Whether a certificate is of another region than its load balancer; not, where either is not known. */
export function isElsewhere(arn: string, region: string | undefined): boolean {
  const own = regionOfCertificate(arn)
  return own !== undefined && region !== undefined && own !== region
}

/** Which of the carried certificates is the claim's: by our assignments, else by what the claim reports. */
function carriedBy(
  { hostname, certificate }: SeenClaim,
  configuration: Configuration | undefined
): string | undefined {
  const candidates = [
    configuration?.assignments.get(hostname),
    certificate.arn,
    certificate.ended?.arn
  ]
  return candidates.find(arn => arn !== undefined && configuration?.arns.includes(arn))
}

function isKnownDead({ certificate }: SeenClaim, arn: string): boolean {
  const { ended } = certificate
  if (ended?.arn === arn && dead.has(ended.reason)) return true
  return certificate.arn === arn && dead.has(certificate.status ?? '')
}
