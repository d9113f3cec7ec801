import type { GatewayView } from '../gateways/gateway-view.ts'
import { httpListener, keeperListener } from '../observe/listener-names.ts'

/**
 * Counts the hostnames that a Gateway carries beside those of the pool's readable claims. They are
 * hostnames of unreadable claims, of claims that are not the pool's, and of listeners and
 * certificates whose claim is gone. The quota of the load balancer counts these hostnames too, so
 * they take room as long as they exist.
 * @param onThisGateway hostnames of the pool's readable claims on this Gateway
 */
export function countUnowned(gateway: GatewayView, onThisGateway: ReadonlySet<string>): number {
  const { configuration, otherHostnames, unreadableClaims } = gateway
  const unowned = new Set([
    ...otherHostnames,
    ...unreadableClaims.map(({ hostname }) => hostname),
    ...listenerHostnames(gateway),
    ...(configuration?.assignments.keys() ?? [])
  ])
  for (const hostname of onThisGateway) unowned.delete(hostname)
  const certificates = configuration?.arns.length ?? 0
  return Math.max(unowned.size, certificates - onThisGateway.size)
}

function listenerHostnames({ listeners }: GatewayView): string[] {
  const ofHostnames = listeners.filter(
    ({ name }) => name !== httpListener && name !== keeperListener
  )
  return ofHostnames.map(({ name, hostname }) => hostname ?? name)
}
