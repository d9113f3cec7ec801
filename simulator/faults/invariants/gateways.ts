import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Gateway, Listener } from '../../load-balancer-controller/types.ts'
import { covers } from '../hostnames.ts'
import { leavesAllBehind, type Step, type Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

const namespaceLabel = 'kubernetes.io/metadata.name'

/** The namespace that a listener admits; `undefined` if it does not select exactly one by name. */
function admittedNamespace({ allowedRoutes }: Listener): string | undefined {
  const { from, selector } = allowedRoutes?.namespaces ?? {}
  if (from !== 'Selector' || selector?.matchExpressions !== undefined) return undefined
  const [label, ...others] = Object.entries(selector?.matchLabels ?? {})
  return label?.[0] === namespaceLabel && others.length === 0 ? label[1] : undefined
}

/** Whether a listener belongs to the pool and not to a claim. */
function isPoolListener({ hostname }: Listener): boolean {
  return hostname === undefined || hostname === 'keeper.invalid'
}

/** The listeners of all Gateways that are for a claim. */
function claimListeners(truth: Truth): readonly Listener[] {
  const listeners = truth.gateways().flatMap(({ spec }) => spec.listeners)
  return listeners.filter(listener => !isPoolListener(listener))
}

export const listenersAdmitOwners: Invariant = {
  name: "a listener admits routes of its owner's namespace alone",
  begin: () => {
    /** Hostnames whose last deleted claim left everything behind. */
    const leftBehind = new Set<string>()
    return {
      afterStep: (truth, step) => {
        if (!concernsListeners(step)) return undefined
        noteLeftBehind(leftBehind, truth)
        return checkListeners(truth, (listener, gateway) =>
          findStranger(listener, gateway, { truth, leftBehind })
        )
      },
      settled: truth => checkListeners(truth, findUnowned)
    }
  }
}

function noteLeftBehind(leftBehind: Set<string>, truth: Truth): void {
  const deleted = truth.claims().filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
  for (const claim of deleted) {
    if (leavesAllBehind(claim)) leftBehind.add(claim.spec.hostname)
    else leftBehind.delete(claim.spec.hostname)
  }
}

function concernsListeners(step: Step): boolean {
  return writtenKind(step) === 'Gateway' || writtenKind(step) === 'DomainClaim'
}

type ListenerCheck = (listener: Listener, gateway: Gateway, truth: Truth) => Finding

function checkListeners(truth: Truth, check: ListenerCheck): Finding {
  return firstOf(truth.gateways(), gateway =>
    firstOf(gateway.spec.listeners, listener => check(listener, gateway, truth))
  )
}

/** Finds a listener that admits a namespace which does not hold its hostname. */
function findStranger(
  listener: Listener,
  { metadata }: Gateway,
  { truth, leftBehind }: { truth: Truth; leftBehind: ReadonlySet<string> }
): Finding {
  const { allowedRoutes, hostname } = listener
  const where = `listener ${listener.name} of ${metadata.name}`
  if (isPoolListener(listener))
    return allowedRoutes?.namespaces?.from === 'Same' ? undefined : `${where} is open`
  const admitted = admittedNamespace(listener)
  if (admitted === undefined) return `${where} is open: ${JSON.stringify(allowedRoutes)}`
  const claim = truth.claimOf(hostname ?? '')
  if (claim === undefined) return undefined
  const { namespace } = claim.spec.requestRef
  const isExcused = leftBehind.has(claim.spec.hostname) && isNew(claim, truth)
  if (namespace === admitted || isExcused) return undefined
  return `${where} admits ${admitted}, and ${namespace} holds ${hostname}`
}

/**
 * Finds a listener whose hostname has no claim on the Gateway of the listener. This is an error
 * only once everything has settled. Before that, a listener may exist longer than its claim,
 * and a cache may show a listener before its claim.
 */
function findUnowned(listener: Listener, { metadata }: Gateway, truth: Truth): Finding {
  if (isPoolListener(listener)) return undefined
  const claim = truth.claimOf(listener.hostname ?? '')
  const gateway = claim?.spec.gatewayRef
  const isHere = gateway?.name === metadata.name && gateway.namespace === metadata.namespace
  if (isHere && claim?.spec.requestRef.namespace === admittedNamespace(listener)) return undefined
  const where = `listener ${listener.name} of ${metadata.name}`
  return `${where} is for ${listener.hostname}, and no such claim exists`
}

/**
 * Whether a claim is new. A predecessor that left everything behind goes before its certificate is
 * detached. So the Gateway may have the listener of the predecessor until moments after the new
 * claim was written.
 */
function isNew({ metadata }: DomainClaim, { now }: Truth): boolean {
  return now() - Date.parse(metadata.creationTimestamp ?? '') < 120_000
}

export const wildcardsStayAtHome: Invariant = {
  name: "no wildcard listener covers another namespace's name",
  begin: () => ({
    afterStep: (truth, step) => {
      if (writtenKind(step) !== 'Gateway') return undefined
      const listeners = claimListeners(truth).filter(listener => !isNewlyRestored(listener, truth))
      const wildcards = listeners.filter(({ hostname }) => hostname?.startsWith('*.'))
      return firstOf(wildcards, wildcard => findCovered(wildcard, listeners))
    }
  })
}

function findCovered(wildcard: Listener, listeners: readonly Listener[]): Finding {
  const owner = admittedNamespace(wildcard)
  const covered = listeners
    .filter(listener => admittedNamespace(listener) !== owner)
    .find(listener => covers(wildcard.hostname ?? '', listener.hostname ?? ''))
  if (covered === undefined) return undefined
  const other = `${covered.hostname} of ${admittedNamespace(covered)}`
  return `${wildcard.hostname} of ${owner} covers ${other}`
}

/**
 * Whether the claim of a listener was restored less than ten minutes ago. A restored claim has a
 * new creation time. If it overlaps with a claim of another pool, it loses its precedence over that
 * claim. Until both pools have noticed this, both claims can have a listener.
 */
function isNewlyRestored({ hostname = '' }: Listener, { people, now }: Truth): boolean {
  const restoredAt = people.restoredAt.get(hostname) ?? Number.NEGATIVE_INFINITY
  return now() - restoredAt < 10 * 60_000
}
