import { isWildcard, parentsOf } from './domains.ts'
import { type Holder, holderElsewhere, remember } from './overlap-index.ts'

/**
 * A hostname is below another one if it ends in that hostname: `x.shop.example.com` and
 * `*.shop.example.com` are below `shop.example.com`. Whoever holds the upper hostname can set
 * cookies for the lower one, and the other way round. This index finds such pairs between the
 * hostnames of different namespaces with a few look-ups, however many hostnames are held.
 */
export type NestingIndex = {
  /** Finds a holder in another namespace whose hostname is above or below the given hostname. */
  nestedWith: (holder: Holder) => Holder | undefined
  add: (holder: Holder) => void
}

/** An empty index. */
export function createNestingIndex(): NestingIndex {
  const byName = new Map<string, Holder[]>()
  const below = new Map<string, Holder[]>()
  return {
    add: holder => {
      if (!isWildcard(holder.hostname)) remember(byName, holder.hostname, holder)
      for (const parent of parentsOf(holder.hostname)) remember(below, parent, holder)
    },
    nestedWith: holder => {
      if (byName.size === 0 && below.size === 0) return undefined
      const above = parentsOf(holder.hostname)
        .map(parent => holderElsewhere(byName.get(parent), holder))
        .find(rival => rival !== undefined)
      return above ?? holderElsewhere(below.get(holder.hostname), holder)
    }
  }
}
