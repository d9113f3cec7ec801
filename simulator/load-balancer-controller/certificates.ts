import { certifies } from './hostnames.ts'
import type { CertificateInfo, Listener, LoadBalancerSettings } from './types.ts'

/** An ALB's quota of certificates, including the default certificate. */
const maxCertificates = 25

/**
 * The certificates of a load balancer's listeners, or the error that says why they cannot be
 * determined.
 */
export type Certificates = { arns: readonly string[] } | { error: string }

/**
 * Determines the certificates for the HTTPS listeners of one port. If the configuration names
 * certificates for the port, these are used, the default certificate first. Otherwise all issued
 * certificates for the hostnames of the listeners are used, and a hostname without any is an error.
 */
export function certificatesFor(
  port: number,
  listeners: readonly Listener[],
  settings: LoadBalancerSettings,
  known: readonly CertificateInfo[]
): Certificates {
  const found = settings.listenerConfigurations?.find(
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

/**
 * The statuses of certificates that a load balancer accepts. It accepts each certificate that was
 * issued once: a certificate that expires stays on its load balancer and does not block changes.
 */
const usableStatuses = ['ISSUED', 'EXPIRED', 'REVOKED']

/**
 * Says why AWS would refuse these certificates; `undefined` if it would not. If AWS refuses one of
 * them, it attaches none.
 */
export function refusalOf(
  arns: readonly string[],
  known: readonly CertificateInfo[]
): string | undefined {
  const statusByArn = new Map(known.map(({ arn, status }) => [arn, status]))
  for (const arn of arns) {
    const status = statusByArn.get(arn)
    if (status === undefined) return `CertificateNotFound: Certificate '${arn}' not found`
    if (!usableStatuses.includes(status))
      return `UnsupportedCertificate: The certificate '${arn}' is not issued`
  }
  if (arns.length <= maxCertificates) return undefined
  const maximum = `The maximum number of certificates (${maxCertificates})`
  return `TooManyCertificates: ${maximum} has been reached`
}
