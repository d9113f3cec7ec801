import type { SeenRequest } from '../observe/read-requests.ts'
import type { Ledger } from './ledger.ts'
import type { Refusal } from './refusal.ts'

/** Overlaps with hostnames of other namespaces, which are not named; undefined when there are none. */
export function refusalOfOverlap(
  { hostname, ref }: SeenRequest,
  ledger: Ledger
): Refusal | undefined {
  if (ledger.conflictWith({ hostname, namespace: ref.namespace }) === undefined) return undefined
  return {
    reason: 'HostnameOverlaps',
    message: `${hostname} overlaps a hostname of another namespace: a wildcard and a name that it covers have to belong to one namespace. The platform team sees whose it is`
  }
}

/** Listeners that would answer for the hostname, and still take another namespace's routes; undefined when there are none. */
export function refusalOfOpenListener(
  { hostname, ref }: SeenRequest,
  ledger: Ledger
): Refusal | undefined {
  if (ledger.listenerOfOthers({ hostname, namespace: ref.namespace }) === undefined)
    return undefined
  return {
    reason: 'HostnameOverlaps',
    message: `a listener that would answer for ${hostname} is still open to another namespace, though nobody holds it any more. Wait: it is closed in a moment; if not, the platform team finds it in the conditions of the pool`
  }
}
