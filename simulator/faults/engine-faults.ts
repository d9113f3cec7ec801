import type { WatchEvent } from '../api-store/storage.ts'
import type { FaultPolicy } from '../engine/types.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { Fates } from './mortal-hooks.ts'
import type { Strikes } from './strikes.ts'

/** What goes wrong between Metacontroller, the API server and the hooks. */
export function engineFaults({ hits, drawOf }: Strikes): FaultPolicy {
  let isLosing = false
  function losesRace(attempt: number): boolean {
    isLosing =
      attempt === 1 ? hits('statusConflicts') : isLosing && drawOf('statusConflicts').chance(0.8)
    return isLosing
  }
  return {
    informerLagMilliseconds: event => {
      const kind = cacheOf(event)
      return hits(kind) ? drawOf(kind).between(100, 45_000) : 0
    },
    dropRelatedEvent: () => hits('relatedDropped'),
    // a write that loses its first race mostly loses the others too: else hardly one would be given up
    conflictStatusWrite: ({ attempt }) => losesRace(attempt),
    hookFault: () => {
      if (hits('requestLost')) return { lose: 'request' }
      if (hits('replyLost')) return { lose: 'reply' }
      if (hits('replyLate'))
        return { delayReplyMilliseconds: drawOf('replyLate').between(100, 60_000) }
      return undefined
    },
    writeMilliseconds: () => (hits('writesSlow') ? drawOf('writesSlow').between(10, 8000) : 0)
  }
}

function cacheOf({ object: { kind } }: WatchEvent): FaultKind {
  if (kind === 'DomainClaim') return 'staleClaims'
  return kind === 'GatewayHostnameRequest' ? 'staleRequests' : 'staleChildren'
}

/** When the hooks die, and how late they hear. */
export function fatesOf({ hits, drawOf }: Strikes): Fates {
  return {
    atCall: () =>
      hits('hooksDieBeforeCall') ? 'before' : hits('hooksDieAfterCall') ? 'after' : undefined,
    atAnswer: () => hits('hooksDieAfterAnswer'),
    lateness: () => (hits('requestLate') ? drawOf('requestLate').between(100, 60_000) : 0),
    downtime: () => drawOf('hooksDieBeforeCall').between(0, 20_000)
  }
}
