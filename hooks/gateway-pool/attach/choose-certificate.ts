import { defined } from '../../defined.ts'
import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import type { Configuration } from '../observe/read-gateways.ts'

/** Which certificate of a claim the load balancer carries, and which one it is to carry. */
export type Choice = {
  /** The claim's certificate that the observed configuration carries. */
  carried?: string
  /** The certificate that the configuration is to carry. */
  wanted?: string
  /** A certificate that would be wanted, but is of another region than the load balancer. */
  elsewhere?: string
}

/** What is known about the load balancer that the claim is on. */
type OnBalancer = {
  configuration: Configuration | undefined
  /** `undefined` when the address of the load balancer does not tell its region. */
  region?: string | undefined
}

/**
 * A certificate in one of these states is dead: it cannot be attached, and it cannot recover. A
 * certificate that has expired or was revoked is not dead: a load balancer can still carry it.
 */
const deadStates = new Set(['NotFound', 'FAILED', 'VALIDATION_TIMED_OUT'])

/**
 * Chooses the certificate that the load balancer is to carry for one claim. The controller fails
 * for the whole Gateway if it has to attach a dead certificate, or a certificate of another region.
 * So such a certificate is detached at once. Any other carried certificate stays until an issued
 * certificate replaces it. If the claim's status is empty or has lost fields, that alone does not
 * make a certificate dead. The first row that fits decides.
 *
 * | claim | its issued certificate | the carried certificate | wanted |
 * |---|---|---|---|
 * | terminating | any | any | none |
 * | live | none | none | none |
 * | live | exists, not of another region | any | the issued one |
 * | live | none, or of another region | dead, or of another region | none |
 * | live | none, or of another region | any other, also expired or revoked | the carried one |
 */
export function chooseCertificate(claim: SeenClaim, { configuration, region }: OnBalancer): Choice {
  const carried = carriedBy(claim, configuration)
  if (claim.terminating) return defined({ carried })
  const { arn, status } = claim.certificate
  const issued = status === 'ISSUED' ? arn : undefined
  const alive = [issued, carried]
    .filter(candidate => candidate !== undefined)
    .filter(candidate => !isKnownDead(claim, candidate))
  const wanted = alive.find(candidate => !isElsewhere(candidate, region))
  const elsewhere = wanted === undefined ? alive[0] : undefined
  return defined({ carried, wanted, elsewhere })
}

/** Whether a certificate is known to be of another region than its load balancer. */
export function isElsewhere(arn: string, region: string | undefined): boolean {
  const own = regionOfCertificate(arn)
  return own !== undefined && region !== undefined && own !== region
}

/**
 * Finds the certificate of the claim that the observed configuration carries. The assignments in
 * the configuration say which certificate is the claim's, or else the claim's status says so.
 */
function carriedBy(
  { hostname, certificate }: SeenClaim,
  configuration: Configuration | undefined
): string | undefined {
  const assigned = configuration?.assignments.get(hostname)
  const candidates = [assigned, certificate.arn, certificate.ended?.arn]
  return candidates.find(arn => arn !== undefined && configuration?.arns.includes(arn))
}

function isKnownDead({ certificate }: SeenClaim, arn: string): boolean {
  const { ended } = certificate
  if (ended?.arn === arn && deadStates.has(ended.reason)) return true
  return certificate.arn === arn && deadStates.has(certificate.status ?? '')
}
