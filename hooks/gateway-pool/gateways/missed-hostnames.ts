import type { Observation } from '../observe/observe.ts'
import { admittedBy } from './foreign-listeners.ts'

/** A hostname in service whose claim is missing from the lists, perhaps only from stale ones. */
export type Missed = { name: string; hostname: string; namespace: string }

/** Hostnames with a claim, and `hostname namespace` of live requests. */
type Names = { held: ReadonlySet<string>; asked: ReadonlySet<string> }

// Asked for at each Gateway: made each time, a pool of many Gateways would take the square of their number.
const names = new WeakMap<Observation, Names>()

function namesIn(seen: Observation): Names {
  const known = names.get(seen)
  if (known !== undefined) return known
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  const made = {
    held: new Set(claims.map(({ hostname }) => hostname)),
    asked: new Set(
      seen.requests.readable.map(({ hostname, ref }) => `${hostname} ${ref.namespace}`)
    )
  }
  names.set(seen, made)
  return made
}

/**
 * Hostnames with a listener and a recorded certificate but without a claim, that a live request of the listener's
 * namespace wants. A claim that goes takes its assignments with it first: here the lists are wrong, or will be right again.
 */
export function missedOn(gateway: string, seen: Observation): Missed[] {
  const assignments = seen.configurations.get(gateway)?.assignments
  const { held, asked } = namesIn(seen)
  return (seen.listeners.get(gateway) ?? []).flatMap(listener => {
    const { name, hostname, protocol } = listener
    if (
      hostname === undefined ||
      protocol !== 'HTTPS' ||
      held.has(hostname) ||
      !assignments?.has(hostname)
    )
      return []
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    return asked.has(`${hostname} ${namespace}`) ? [{ name, hostname, namespace }] : []
  })
}
