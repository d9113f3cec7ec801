import { fieldOf } from '../../api/field-of.ts'
import { hash } from '../../hash.ts'
import { keeperHostname } from '../observe/listener-names.ts'
import type { Listener } from '../observe/read-gateways.ts'

/** Kubernetes 1.21 and newer label every namespace with its own name. */
export const namespaceLabel = 'kubernetes.io/metadata.name'

/** Stands for several namespaces, or for an unknown one. No namespace can have this name. */
const anyNamespace = 'of any namespace'

/**
 * Whether a listener lets app teams answer for hostnames. Listeners for other protocols (TCP) do
 * not concern us, and a neutralised listener answers for no hostname of an app team.
 */
export function servesHostnames(listener: Listener): boolean {
  return isWeb(listener) && !isNeutral(listener)
}

/** Whether `neutralise` made this listener. */
export function isNeutral({ name, hostname, raw }: Listener): boolean {
  return hostname === neutralHostname(name) && fieldOf(namespacesOf(raw), 'from') === 'Same'
}

/** The namespace whose routes a listener takes, as far as it has the form that we write. */
export function admittedBy({ raw }: Listener, gatewayNamespace: string): string {
  const namespaces = namespacesOf(raw)
  const from = fieldOf(namespaces, 'from') ?? 'Same'
  if (from === 'Same') return gatewayNamespace
  const labels = fieldOf(fieldOf(namespaces, 'selector'), 'matchLabels')
  const selected = fieldOf(labels, namespaceLabel)
  return from === 'Selector' && typeof selected === 'string' ? selected : anyNamespace
}

/**
 * A listener changed so that it serves nobody. This is for a listener that another field manager
 * owns too, which our apply cannot remove. On port 80 it does not keep port 443 open and needs no
 * certificate. A listener with TLS settings cannot move to port 80, because the CRD forbids TLS
 * settings for HTTP.
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
 * A hostname of its own per listener: in the CRD, port, protocol and hostname together are unique.
 */
function neutralHostname(name: string): string {
  return `l${hash(name).toString(16)}.${keeperHostname}`
}

/**
 * Listeners that are not wanted, but would stay open because another field manager owns them too.
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
