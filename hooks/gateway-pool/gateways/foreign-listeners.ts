import { fieldOf } from '../../api/field-of.ts'
import { hash } from '../../hash.ts'
import { keeperHostname } from '../observe/listener-names.ts'
import type { Listener } from '../observe/read-gateways.ts'

/** Every namespace carries its own name under this label (Kubernetes 1.21 and newer). */
export const namespaceLabel = 'kubernetes.io/metadata.name'

/** Stands for many namespaces, or one that is not known; no namespace has this name. */
const anybody = 'of any namespace'

/**
 * Whether a listener lets teams answer for hostnames. Those for other things (TCP) are none of our business, and
 * neutralised ones answer for nobody.
 */
export function servesHostnames(listener: Listener): boolean {
  return (listener.protocol === 'HTTP' || listener.protocol === 'HTTPS') && !isNeutral(listener)
}

/** Whether a listener is one that `neutralise` made. */
export function isNeutral({ name, hostname, raw }: Listener): boolean {
  return hostname === hostnameFor(name) && fieldOf(namespacesOf(raw), 'from') === 'Same'
}

/** The namespace whose routes a listener takes, as far as our own form of it says so. */
export function admittedBy({ raw }: Listener, gatewayNamespace: string): string {
  const namespaces = namespacesOf(raw)
  const from = fieldOf(namespaces, 'from') ?? 'Same'
  if (from === 'Same') return gatewayNamespace
  const selected = fieldOf(fieldOf(fieldOf(namespaces, 'selector'), 'matchLabels'), namespaceLabel)
  return from === 'Selector' && typeof selected === 'string' ? selected : anybody
}

/**
 * A listener in a form that serves nobody, for one that somebody else owns too and that therefore does not go when
 * it is left out. On port 80 it does not keep 443 open, and needs no certificate; one with TLS settings cannot move
 * there (the CRD forbids them for HTTP).
 */
export function neutralise({ name, raw }: Listener): Record<string, unknown> {
  const hasTLS = fieldOf(raw, 'tls') !== undefined
  return {
    name,
    hostname: hostnameFor(name),
    port: hasTLS ? fieldOf(raw, 'port') : 80,
    protocol: hasTLS ? fieldOf(raw, 'protocol') : 'HTTP',
    allowedRoutes: { namespaces: { from: 'Same' } }
  }
}

/** Listeners of one Gateway need hostnames of their own (rule of the CRD: port, protocol and hostname together). */
function hostnameFor(name: string): string {
  return `l${hash(name).toString(16)}.${keeperHostname}`
}

/** Those that would stay as they are if they were left out, because somebody else owns them too. */
export function foreignOnes(
  observed: readonly Listener[],
  wanted: ReadonlySet<string>
): Listener[] {
  const isWeb = ({ protocol }: Listener) => protocol === 'HTTP' || protocol === 'HTTPS'
  return observed.filter(
    listener => listener.otherManagers.length > 0 && !wanted.has(listener.name) && isWeb(listener)
  )
}

function namespacesOf(raw: unknown): unknown {
  return fieldOf(fieldOf(raw, 'allowedRoutes'), 'namespaces')
}
