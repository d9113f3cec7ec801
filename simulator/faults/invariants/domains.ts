import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { closedDomains } from '../closed-domains.ts'
import type { Step, Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

/**
 * How long (ms) a domain may have been closed to a namespace before the namespace gets a hostname
 * in it. The caches of pools and namespaces can be stale, and events can be lost.
 */
const unseenMilliseconds = 10 * 60_000

/** Times (ms). */
type Memory = {
  /** Since when a domain is closed to the holder of a hostname, by `keyOf` and domain. */
  closedSince: Map<string, number>
  /** When a claim was first seen with its request, by `keyOf` and uid of the request. */
  givenAt: Map<string, number>
}

/**
 * Each listener, each certificate and each record has a claim of the same hostname, as other
 * invariants say. So it is enough to look at the claims.
 */
export const domainsAreKept: Invariant = {
  name: 'nobody gets a hostname that answers for names in a domain that the namespace may not use',
  begin: () => {
    const memory: Memory = { closedSince: new Map(), givenAt: new Map() }
    let isBegun = false
    return {
      afterStep: (truth, step) => {
        if (!concernsDomains(step)) return undefined
        noteClosed(truth, memory, isBegun ? truth.now() : Number.NEGATIVE_INFINITY)
        isBegun = true
        return firstOf(truth.claims(), claim => findForbidden(claim, truth, memory))
      },
      settled: truth => firstOf(truth.claims(), claim => findUntold(claim, truth))
    }
  }
}

function concernsDomains(step: Step): boolean {
  const kinds = ['GatewayPool', 'Namespace', 'GatewayHostnameRequest', 'DomainClaim']
  return kinds.includes(writtenKind(step) ?? '')
}

function keyOf(hostname: string, namespace: string | undefined): string {
  return `${hostname} ${namespace}`
}

/** Notes which domains are closed to those who ask for a hostname, also before they get it. */
function noteClosed(truth: Truth, { closedSince }: Memory, since: number): void {
  const closed = new Set<string>()
  const asked = truth.schedule.deeds.flatMap(deed => (deed.do === 'request' ? [deed] : []))
  for (const { hostname, namespace } of asked)
    for (const domain of closedDomains(hostname, namespace, truth))
      closed.add(`${keyOf(hostname, namespace)} ${domain}`)
  for (const key of closedSince.keys()) if (!closed.has(key)) closedSince.delete(key)
  for (const key of closed) if (!closedSince.has(key)) closedSince.set(key, since)
}

function findForbidden(claim: DomainClaim, truth: Truth, memory: Memory): Finding {
  const { hostname, requestRef } = claim.spec
  const key = keyOf(hostname, requestRef.namespace)
  const givenAt = memory.givenAt.get(`${key} ${requestRef.uid}`) ?? truth.now()
  memory.givenAt.set(`${key} ${requestRef.uid}`, givenAt)
  // A restored claim goes to a request without a judgement.
  if (truth.people.restoredAt.has(hostname)) return undefined
  const forbidden = closedDomains(hostname, requestRef.namespace, truth).find(domain => {
    const closedSince = memory.closedSince.get(`${key} ${domain}`) ?? truth.now()
    return closedSince + unseenMilliseconds <= givenAt
  })
  if (forbidden === undefined) return undefined
  return `${requestRef.namespace} got ${hostname}, and may not use ${forbidden}`
}

/** Finds a hostname in a closed domain that its pool does not report, or a report that is wrong. */
function findUntold({ spec }: DomainClaim, truth: Truth): Finding {
  const { hostname, requestRef, poolName } = spec
  const isLive = truth.requests().some(({ metadata }) => metadata.uid === requestRef.uid)
  const message = acceptedMessageOf(poolName, truth)
  if (!isLive || message === undefined) return undefined
  const isClosed = closedDomains(hostname, requestRef.namespace, truth).length > 0
  const isTold = message.includes(` ${hostname} of namespace ${requestRef.namespace} (`)
  // A message lists at most ten names.
  if (isClosed === isTold || (isClosed && / and \d+ more/.test(message))) return undefined
  return `pool ${poolName} ${isTold ? 'reports' : 'does not report'} ${hostname}: ${message}`
}

function acceptedMessageOf(poolName: string, { pools }: Truth): string | undefined {
  const pool = pools().find(({ metadata }) => metadata.name === poolName)
  const { conditions = [] } = (pool?.status ?? {}) as {
    conditions?: readonly { type: string; message: string }[]
  }
  return conditions.find(({ type }) => type === 'Accepted')?.message
}
