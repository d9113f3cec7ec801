import type { RequestRef } from '../../api/objects.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { BrakeMemory } from '../observe/recall-brake.ts'
import type { RefusedRequest } from './refusal.ts'

/** A claim of the pool, and what the pool decides about it. */
export type Held = {
  claim: SeenClaim
  /** The live request that the claim serves; absent if the claim serves none. */
  request?: RequestRef
  /** When the claim was released; absent while the claim serves a request or is being deleted. */
  releasedAt?: string
  /** Whether the answer leaves the claim out, so that Metacontroller deletes it. */
  leaving: boolean
  /**
   * Why a released claim would not be deleted now, even if its grace were over. `permission`: the
   * deletion brake holds it back. `note`: the status of the pool has to note the release first.
   * `room`: too many claims are being deleted. Absent if only the grace keeps it.
   */
  waitsFor?: 'permission' | 'note' | 'room'
  /**
   * The older holder that blocks the claim: it has the same hostname, or an overlapping hostname in
   * another namespace. A blocked claim gets no listener.
   */
  blockedBy?: Holder
}

/** All claims of the pool, and the requests that were refused when they asked for a claim. */
export type Holdings = {
  held: readonly Held[]
  refused: readonly RefusedRequest[]
  /** What the status of the pool has to remember about releases. */
  brake: BrakeMemory
}
