import type { WatchEvent } from '../api-store/storage.ts'
import type { FaultPolicy } from '../engine/types.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { FaultSource } from './fault-source.ts'
import type { ProcessFaults } from './killable-hooks.ts'

/** The faults between Metacontroller, the API server and the hooks. */
export function engineFaults({ strikes, drawOf }: FaultSource): FaultPolicy {
  let isConflicting = false
  // After a first conflict the next attempts mostly meet one too. Independent draws would almost
  // never give four conflicts in a row, and no status write would ever be given up.
  function conflicts(attempt: number): boolean {
    isConflicting =
      attempt === 1
        ? strikes('statusConflicts')
        : isConflicting && drawOf('statusConflicts').chance(0.8)
    return isConflicting
  }
  return {
    informerLagMilliseconds: event => {
      const kind = cacheFaultOf(event)
      return strikes(kind) ? drawOf(kind).between(100, 45_000) : 0
    },
    dropRelatedEvent: () => strikes('relatedDropped'),
    conflictStatusWrite: ({ attempt }) => conflicts(attempt),
    hookFault: () => {
      if (strikes('requestLost')) return { lose: 'request' }
      if (strikes('replyLost')) return { lose: 'reply' }
      if (strikes('replyLate'))
        return { delayReplyMilliseconds: drawOf('replyLate').between(100, 60_000) }
      return undefined
    },
    writeMilliseconds: () => (strikes('writesSlow') ? drawOf('writesSlow').between(10, 8000) : 0)
  }
}

/** The kind of fault that makes the cache of an object stale. */
function cacheFaultOf({ object: { kind } }: WatchEvent): FaultKind {
  if (kind === 'DomainClaim') return 'staleClaims'
  return kind === 'GatewayHostnameRequest' ? 'staleRequests' : 'staleChildren'
}

/** The faults of the hooks' process. */
export function processFaults({ strikes, drawOf }: FaultSource): ProcessFaults {
  return {
    deathAtCall: () => {
      if (strikes('hooksDieBeforeCall')) return 'before'
      return strikes('hooksDieAfterCall') ? 'after' : undefined
    },
    diesAfterAnswer: () => strikes('hooksDieAfterAnswer'),
    requestDelayMilliseconds: () =>
      strikes('requestLate') ? drawOf('requestLate').between(100, 60_000) : 0,
    downtimeMilliseconds: () => drawOf('hooksDieBeforeCall').between(0, 20_000)
  }
}
