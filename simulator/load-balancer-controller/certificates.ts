import { certifies } from './hostnames.ts'
import type { CertificateInfo, Listener, LoadBalancerConfiguration } from './types.ts'

/** An ALB's quota; the default certificate is listed among the others, so that it counts too. */
export const maxCertificates = 25

/** The certificates of a load balancer's listeners, or why they cannot be told. */
export type Certificates = { arns: readonly string[] } | { error: string }

/**
 * The certificates for the HTTPS listeners of one port: those that the configuration names, the default first,
 * and only where it names none, those that are found by hostname. One host without a match is an error.
 */
export function certificatesFor(
  port: number,
  listeners: readonly Listener[],
  configuration: LoadBalancerConfiguration | undefined,
  known: readonly CertificateInfo[]
): Certificates {
  const found = configuration?.spec.listenerConfigurations?.find(
    ({ protocolPort }) => protocolPort === `HTTPS:${port}`
  )
  const named = [found?.defaultCertificate, ...(found?.certificates ?? [])].filter(
    arn => arn !== undefined
  )
  if (named.length > 0) return { arns: [...new Set(named)] }
  return discover(listeners, known)
}

function discover(listeners: readonly Listener[], known: readonly CertificateInfo[]): Certificates {
  const issued = known.filter(({ status }) => status === 'ISSUED')
  const arns = new Set<string>()
  for (const { hostname } of listeners) {
    const matching = issued.filter(({ names }) =>
      names.some(name => certifies(name, hostname ?? ''))
    )
    if (matching.length === 0) return { error: `no certificate found for host: ${hostname ?? ''}` }
    for (const { arn } of matching) arns.add(arn)
  }
  return { arns: [...arns] }
}

/** A load balancer takes what was issued once: one that expires on it stays, and blocks nobody. */
const wereIssued = ['ISSUED', 'EXPIRED', 'REVOKED']

/** Why AWS would refuse these certificates; one that is wrong keeps all others out. */
export function refusalOf(
  arns: readonly string[],
  known: readonly CertificateInfo[]
): string | undefined {
  const issued = new Set(
    known.filter(({ status }) => wereIssued.includes(status)).map(({ arn }) => arn)
  )
  const existing = new Set(known.map(({ arn }) => arn))
  for (const arn of arns) {
    if (!existing.has(arn)) return `CertificateNotFound: Certificate '${arn}' not found`
    if (!issued.has(arn)) return `UnsupportedCertificate: The certificate '${arn}' is not issued`
  }
  if (arns.length <= maxCertificates) return undefined
  return `TooManyCertificates: The maximum number of certificates (${maxCertificates}) has been reached`
}
