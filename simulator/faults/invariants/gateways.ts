import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Gateway, Listener } from '../../load-balancer-controller/types.ts'
import type { Sight, Step } from '../sight.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

const namespaceLabel = 'kubernetes.io/metadata.name'

/** The one namespace that a listener admits; undefined: its own, or another choice. */
function admitted({ allowedRoutes }: Listener): string | undefined {
  const { from, selector } = allowedRoutes?.namespaces ?? {}
  const labels = Object.entries(selector?.matchLabels ?? {})
  const [label] = labels
  const isOne =
    from === 'Selector' && labels.length === 1 && selector?.matchExpressions === undefined
  return isOne && label?.[0] === namespaceLabel ? label[1] : undefined
}

function isOurOwn({ hostname }: Listener): boolean {
  return hostname === undefined || hostname === 'keeper.invalid'
}

export const listenersAdmitOwners: Invariant = {
  name: "a listener admits routes of its owner's namespace alone",
  begin: () => ({
    afterStep: (sight, step) =>
      concernsListeners(step)
        ? firstOf(sight.gateways(), gateway =>
            firstOf(gateway.spec.listeners, listener => admits(listener, gateway, sight))
          )
        : undefined,
    settled: sight =>
      firstOf(sight.gateways(), gateway =>
        firstOf(gateway.spec.listeners, listener => ownerless(listener, gateway, sight))
      )
  })
}

function concernsListeners(step: Step): boolean {
  return writtenKind(step) === 'Gateway' || writtenKind(step) === 'DomainClaim'
}

function admits(listener: Listener, gateway: Gateway, sight: Sight): Finding {
  const where = `listener ${listener.name} of ${gateway.metadata.name}`
  if (isOurOwn(listener))
    return listener.allowedRoutes?.namespaces?.from === 'Same' ? undefined : `${where} is open`
  const namespace = admitted(listener)
  if (namespace === undefined) return `${where} is open: ${JSON.stringify(listener.allowedRoutes)}`
  const claim = sight.claimOf(listener.hostname ?? '')
  if (claim === undefined || claim.spec.requestRef.namespace === namespace || isFresh(claim, sight))
    return undefined
  return `${where} admits ${namespace}, and ${claim.spec.requestRef.namespace} holds ${listener.hostname}`
}

/** While things move a listener may outlast its claim by some moments, and be there before it in a cache. */
function ownerless(listener: Listener, { metadata }: Gateway, sight: Sight): Finding {
  if (isOurOwn(listener)) return undefined
  const claim = sight.claimOf(listener.hostname ?? '')
  const isOwned =
    claim?.spec.gatewayRef.name === metadata.name &&
    claim.spec.gatewayRef.namespace === metadata.namespace
  if (isOwned && claim.spec.requestRef.namespace === admitted(listener)) return undefined
  return `listener ${listener.name} of ${metadata.name} is for ${listener.hostname}, of which no claim is there`
}

/**
 * A claim that leaves everything behind does not wait for its certificate to be let go, and its successor's claim is
 * written some moments before the Gateway that had its listener.
 */
function isFresh({ metadata, spec }: DomainClaim, { now, people }: Sight): boolean {
  const isKept = spec.deletionPolicy === 'Retain' || people.abandoned.has(spec.hostname)
  return isKept && now() - Date.parse(metadata.creationTimestamp ?? '') < 120_000
}

export const wildcardsStayAtHome: Invariant = {
  name: "no wildcard listener covers another namespace's name",
  begin: () => ({
    afterStep: (sight, step) => {
      if (writtenKind(step) !== 'Gateway') return undefined
      const listeners = sight
        .gateways()
        .flatMap(({ spec }) => spec.listeners)
        .filter(listener => !isOurOwn(listener))
      const wildcards = listeners.filter(({ hostname }) => hostname?.startsWith('*.'))
      return firstOf(wildcards, wildcard => {
        const rivals = listeners.filter(
          other => covers(wildcard, other) && admitted(other) !== admitted(wildcard)
        )
        const rival = rivals.find(
          other => !isNewlyRestored(wildcard, sight) && !isNewlyRestored(other, sight)
        )
        return (
          rival &&
          `${wildcard.hostname} of ${admitted(wildcard)} covers ${rival.hostname} of ${admitted(rival)}`
        )
      })
    }
  })
}

/**
 * A claim that a backup brings back is as young as its return: of two that overlap, which only two pools can come to,
 * the older is the younger now, and in the moments until both pools know that, both have a listener.
 */
function isNewlyRestored({ hostname = '' }: Listener, { people, now }: Sight): boolean {
  return now() - (people.restoredAt.get(hostname) ?? Number.NEGATIVE_INFINITY) < 10 * 60_000
}

function covers(wildcard: Listener, { hostname = '' }: Listener): boolean {
  return hostname !== wildcard.hostname && hostname.endsWith(wildcard.hostname?.slice(1) ?? ' ')
}
