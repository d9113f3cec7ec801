import type { WatchEvent } from '../api-store/storage.ts'
import type { FaultPolicy } from '../engine/types.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { FaultSource } from './fault-source.ts'
import type { ProcessFaults } from './killable-hooks.ts'

/** The faults between Metacontroller, the API server and the hooks. */
export function engineFaults({ strikes, drawOf }: FaultSource): FaultPolicy {
  let isConflicting = false
  // Metacontroller gives a status write up only after four conflicts in a row. With independent
  // draws that would almost never happen. So after a conflict at the first attempt, each further
  // attempt mostly meets a conflict too.
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

/** The kind of fault that delays an event on its way to Metacontroller's cache. */
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
