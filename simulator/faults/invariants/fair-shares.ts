import type { KubeObject } from '../../api-store/objects.ts'
import { certificatesPerYear } from '../manifests.ts'
import type { Truth } from '../truth.ts'
import { type Finding, type Invariant, writtenKind } from './invariant.ts'

/** What a claim has cost at most: the certificates that ended, and the last if the claim goes. */
type Cost = { namespace: string; attempts: number; isGoing: boolean }

/**
 * What all namespaces may spend together, what each may spend of the rest, and what one that is
 * alone may spend. These numbers are from the decision on fair shares.
 */
const spendable = certificatesPerYear / 5
const eachOfRest = 1 / 4
const alone = spendable / 5

export const sharesAreFair: Invariant = {
  name: 'a namespace that has spent little never waits because of what another has spent',
  begin: () => {
    const costs = new Map<string, Cost>()
    return {
      afterStep: (truth, step) => {
        if (!('event' in step)) return undefined
        const { object, type } = step.event
        if (writtenKind(step) === 'DomainClaim') noteCost(object, type === 'DELETED', costs)
        return type === 'ADDED' && object.kind === 'HostnameDenial'
          ? findUnfair(object, costs, truth)
          : undefined
      }
    }
  }
}

function noteCost(claim: KubeObject, isDeleted: boolean, costs: Map<string, Cost>): void {
  const { uid, deletionTimestamp } = claim.metadata
  const { requestRef } = claim.spec as { requestRef: { namespace: string } }
  const { certificate } = (claim.status ?? {}) as { certificate?: { attempts?: number } }
  const before = costs.get(uid)
  costs.set(uid, {
    namespace: requestRef.namespace,
    attempts: Math.max(before?.attempts ?? 0, certificate?.attempts ?? 0),
    isGoing: isDeleted || deletionTimestamp !== undefined || before?.isGoing === true
  })
}

function findUnfair(denial: KubeObject, costs: Map<string, Cost>, truth: Truth): Finding {
  const { reason, requestRef } = denial.spec as {
    reason: string
    requestRef: { namespace: string; name: string }
  }
  if (reason !== 'ShareUsedUp') return undefined
  const spent = new Map<string, number>()
  for (const { namespace, attempts, isGoing } of costs.values())
    spent.set(namespace, (spent.get(namespace) ?? 0) + attempts + (isGoing ? 1 : 0))
  const left = [...spent.values()].reduce(
    (rest, amount) => rest - Math.min(amount, alone),
    hasLostCount(truth) ? spendable / 2 : spendable
  )
  const own = spent.get(requestRef.namespace) ?? 0
  if (own + 1 > Math.max(1, eachOfRest * left)) return undefined
  const others = JSON.stringify(Object.fromEntries(spent))
  return `${requestRef.namespace}/${requestRef.name} waits; spent at most: ${others}`
}

/** Whether a pool has lost count. It then takes half of what may be spent as spent. */
function hasLostCount({ pools }: Truth): boolean {
  return pools().some(({ status }) => {
    const { spentCertificates = [] } = (status ?? {}) as {
      spentCertificates?: { namespace: string }[]
    }
    return spentCertificates.some(({ namespace }) => namespace === '*')
  })
}
