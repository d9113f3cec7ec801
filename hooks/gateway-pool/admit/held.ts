import type { RequestRef } from '../../api/objects.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { RefusedRequest } from './refusal.ts'

/** A claim of the pool, and what the pool decides about it. */
export type Held = {
  claim: SeenClaim
  /**
   * The live request that the claim serves; absent when no live request stands behind the claim.
   */
  request?: RequestRef
  /** When the claim was released; absent while a request stands behind the claim. */
  releasedAt?: string
  /** Whether the claim is left out of the answer, which makes Metacontroller delete it. */
  leaving: boolean
  /**
   * The older holder in another namespace whose hostname overlaps this one. A claim that is blocked
   * gets no listener.
   */
  blockedBy?: Holder
}

/** All claims of the pool, and the requests that may not take over the claim they ask for. */
export type Holdings = { held: readonly Held[]; refused: readonly RefusedRequest[] }
