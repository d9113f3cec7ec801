import type { Observation } from '../observe/observe.ts'
import type { Configuration, Listener } from '../observe/read-gateways.ts'
import { admittedBy } from './foreign-listeners.ts'

/**
 * A hostname in service for which the observed lists have no claim, perhaps because the lists are
 * stale. `name` is the name of its listener.
 */
export type Missed = { name: string; hostname: string; namespace: string }

/**
 * Makes a function that finds the missed hostnames of a Gateway. A hostname is missed if it has an
 * HTTPS listener and an assigned certificate, if no claim holds it, and if a live request of the
 * listener's namespace asks for it. A claim that is deleted loses its assignment before it is gone.
 * So for a missed hostname a claim exists unseen, or will soon exist again.
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
