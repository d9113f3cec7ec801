import { defined } from '../../defined.ts'
import { regionOfCertificate, type SeenClaim } from '../observe/read-claims.ts'
import type { Configuration } from '../observe/read-gateways.ts'

/** Which certificate of a claim the load balancer carries, and which one it is to carry. */
export type Choice = {
  /** The claim's certificate that the observed configuration carries. */
  carried?: string
  /** The certificate that the configuration is to carry. */
  wanted?: string
  /** A certificate that would be wanted if it were not of another region. */
  elsewhere?: string
}

/** What is known about the load balancer that the claim is on. */
export type OnBalancer = {
  configuration: Configuration | undefined
  /** `undefined` when the address of the load balancer does not tell its region. */
  region?: string | undefined
  /** Whether the controller of the load balancer says that this certificate does not exist. */
  isNotFound?: (arn: string) => boolean
}

/** In these states a certificate serves nobody, and cannot recover. */
const deadStates = new Set(['NotFound', 'FAILED', 'VALIDATION_TIMED_OUT'])

/**
 * Chooses the certificate of one claim. Only issued certificates are attached. To detach one takes
 * evidence that it is dead: a status that is empty, or says less than before, is not evidence. A
 * certificate of another region cannot be on the load balancer; in its configuration it would block
 * the whole Gateway.
 *
 * | claim | its issued certificate | the carried certificate | wanted |
 * |---|---|---|---|
 * | terminating | any | any | none |
 * | | none | none | none |
 * | | exists | any | the issued one |
 * | | of another region | | as if no certificate were issued |
 * | | none | dead, or of another region | none, at once: it blocks the Gateway |
 * | | none | expired or revoked | the carried one until a successor is issued: it blocks nobody |
 * | reports no certificate | | not found by the controller | none, at once: it blocks the Gateway |
 * | | none | anything else | the carried one |
 */
export function chooseCertificate(
  claim: SeenClaim,
  { configuration, region, isNotFound }: OnBalancer
): Choice {
  const carried = carriedBy(claim, configuration)
  if (claim.terminating) return defined({ carried })
  const { arn, status } = claim.certificate
  const issued = status === 'ISSUED' ? arn : undefined
  const isDead = (candidate: string) =>
    isKnownDead(claim, candidate) || (arn === undefined && isNotFound?.(candidate) === true)
  const alive = [issued, carried]
    .filter(candidate => candidate !== undefined)
    .filter(candidate => !isDead(candidate))
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
 * The carried certificate that is the claim's: by our assignments, or else by the claim's status.
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
