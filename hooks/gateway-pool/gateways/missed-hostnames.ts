import type { Observation } from '../observe/observe.ts'
import type { Configuration, Listener } from '../observe/read-gateways.ts'
import { admittedBy } from './foreign-listeners.ts'

/**
 * A hostname in service whose claim is missing from the lists, perhaps only because they are stale.
 */
export type Missed = { name: string; hostname: string; namespace: string }

/**
 * Finds the missed hostnames of a Gateway: those with an HTTPS listener and an assigned
 * certificate, but without a claim, that a live request of the listener's namespace asks for. A
 * claim that is deleted takes its assignment along first, so the lists are wrong here, or will be
 * right again soon.
 */
export function missedFinder(
  seen: Observation
): (listeners: readonly Listener[], configuration: Configuration | undefined) => Missed[] {
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  const held = new Set(claims.map(({ hostname }) => hostname))
  const requests = seen.requests.readable
  const asked = new Set(requests.map(({ hostname, ref }) => keyOf(hostname, ref.namespace)))
  const readMissed = (listener: Listener): Missed | undefined => {
    const { name, hostname, protocol } = listener
    if (hostname === undefined || protocol !== 'HTTPS' || held.has(hostname)) return undefined
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    return asked.has(keyOf(hostname, namespace)) ? { name, hostname, namespace } : undefined
  }
  return (listeners, configuration) => {
    const isAssigned = ({ hostname }: Missed) => configuration?.assignments.has(hostname)
    return listeners.flatMap(listener => readMissed(listener) ?? []).filter(isAssigned)
  }
}

function keyOf(hostname: string, namespace: string): string {
  return `${hostname} ${namespace}`
}
