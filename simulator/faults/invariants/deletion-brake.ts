import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { WatchEvent } from '../../api-store/storage.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

const minute = 60_000
const hour = 60 * minute
/** With stale caches, an annotation can be about hostnames that were released shortly after it. */
const annotationLag = 5 * minute

/** One claim of a pool, from its creation to its end (ms). */
type Life = {
  end: number
  /** When the claim was released (ms), if the hooks have deleted it. */
  lost?: number
}

/** The lives of the claims of a pool, by uid. */
type Lives = Map<string, Life>

export const deletionsAreBraked: Invariant = {
  name: 'unless people allow it, no more releases of an hour are deleted than the brake lets go',
  begin: () => {
    const pools = new Map<string, Lives>()
    return {
      afterStep: (truth, step) => {
        if (!('event' in step)) return undefined
        const { object, type } = step.event
        if (object.kind === 'GatewayPool' && type === 'DELETED') pools.delete(object.metadata.name)
        if (object.kind !== 'DomainClaim') return undefined
        const { poolName } = specOf(step.event)
        const lives = pools.get(poolName) ?? new Map()
        pools.set(poolName, lives)
        note(step.event, lives, truth)
        return isLoss(step.event, truth) ? findTooMany(poolName, lives, truth) : undefined
      }
    }
  }
}

function specOf({ object }: WatchEvent): DomainClaim['spec'] {
  return object.spec as DomainClaim['spec']
}

function note(event: WatchEvent, lives: Lives, truth: Truth): void {
  const { object, type } = event
  const { releasedAt } = specOf(event)
  const before = lives.get(object.metadata.uid)
  const end = type === 'DELETED' ? truth.now() : Number.POSITIVE_INFINITY
  const lost = isLoss(event, truth) ? Date.parse(releasedAt ?? '') : before?.lost
  lives.set(object.metadata.uid, { end, ...(lost === undefined ? {} : { lost }) })
}

/** Whether the hooks have just deleted a claim. They delete only released claims. */
function isLoss(event: WatchEvent, { people }: Truth): boolean {
  const { object, old, type } = event
  const isDeleted = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined
  const wasDeleted = old?.metadata.deletionTimestamp !== undefined
  if (!isDeleted || wasDeleted || people.forcedUIDs.has(object.metadata.uid)) return false
  return specOf(event).releasedAt !== undefined
}

/** Looks at each hour that ends with a release whose hostname is lost. */
function findTooMany(pool: string, lives: Lives, { people, schedule }: Truth): Finding {
  const plan = schedule.pools.find(({ name }) => name === pool)
  if (plan === undefined) return undefined
  const { percent, atLeast } = plan.deletionBrake
  const allowedAt = people.allowedDeletionsAt.get(pool) ?? Number.NEGATIVE_INFINITY
  // When people restore a claim, the restored claim counts, and the one before it does not.
  const all = [...lives].flatMap(([uid, life]) => (people.forcedUIDs.has(uid) ? [] : life))
  const losses = all.flatMap(({ lost }) => lost ?? []).filter(at => at > allowedAt + annotationLag)
  return firstOf(losses, last => {
    const lost = losses.filter(at => at > last - hour && at <= last).length
    const there = all.filter(({ end }) => end > last - hour).length
    if (lost < atLeast || lost * 100 <= percent * there) return undefined
    return `${lost} of ${there} hostnames of pool ${pool} are deleted without permission`
  })
}
