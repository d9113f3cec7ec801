import { fieldOf } from '../../api/field-of.ts'
import { hash } from '../../hash.ts'
import { keeperHostname } from '../observe/listener-names.ts'
import type { Listener } from '../observe/read-gateways.ts'

/** Kubernetes 1.21 and newer label every namespace with its own name. */
export const namespaceLabel = 'kubernetes.io/metadata.name'

/**
 * Stands for several namespaces, or for an unknown one. No namespace can have a name with spaces.
 */
const anyNamespace = 'of any namespace'

/**
 * Whether app teams can answer for hostnames through this listener. They cannot if its protocol is
 * neither HTTP nor HTTPS (for example TCP), or if the listener is neutralised.
 */
export function servesHostnames(listener: Listener): boolean {
  return isWeb(listener) && !isNeutral(listener)
}

/** Whether `neutralise` made this listener. */
export function isNeutral({ name, hostname, raw }: Listener): boolean {
  return hostname === neutralHostname(name) && fieldOf(namespacesOf(raw), 'from') === 'Same'
}

/**
 * The namespace whose routes a listener takes; `anyNamespace` if the listener takes routes of
 * several namespaces, or does not have the form that we write.
 */
export function admittedBy({ raw }: Listener, gatewayNamespace: string): string {
  const namespaces = namespacesOf(raw)
  const from = fieldOf(namespaces, 'from') ?? 'Same'
  if (from === 'Same') return gatewayNamespace
  const labels = fieldOf(fieldOf(namespaces, 'selector'), 'matchLabels')
  const selected = fieldOf(labels, namespaceLabel)
  return from === 'Selector' && typeof selected === 'string' ? selected : anyNamespace
}

/**
 * Changes a listener so that it serves nobody. Our apply cannot remove a listener that another
 * field manager owns too, so we close the listener instead. It moves to port 80, where it needs no
 * certificate and does not keep port 443 open. A listener with TLS settings keeps its port, because
 * the CRD forbids TLS settings for HTTP.
 */
export function neutralise({ name, raw }: Listener): Record<string, unknown> {
  const hasTLS = fieldOf(raw, 'tls') !== undefined
  return {
    name,
    hostname: neutralHostname(name),
    port: hasTLS ? fieldOf(raw, 'port') : 80,
    protocol: hasTLS ? fieldOf(raw, 'protocol') : 'HTTP',
    allowedRoutes: { namespaces: { from: 'Same' } }
  }
}

/**
 * A hostname that no other listener has. The CRD forbids two listeners with the same port, protocol
 * and hostname.
 */
function neutralHostname(name: string): string {
  return `l${hash(name).toString(16)}.${keeperHostname}`
}

/**
 * Finds the listeners that are not wanted, but that our apply cannot remove because another field
 * manager owns them too.
 */
export function foreignListeners(
  observed: readonly Listener[],
  wanted: ReadonlySet<string>
): Listener[] {
  return observed.filter(
    listener => listener.otherManagers.length > 0 && !wanted.has(listener.name) && isWeb(listener)
  )
}

function isWeb({ protocol }: Listener): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS'
}

function namespacesOf(raw: unknown): unknown {
  return fieldOf(fieldOf(raw, 'allowedRoutes'), 'namespaces')
}
