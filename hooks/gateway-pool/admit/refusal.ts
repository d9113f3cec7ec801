import type { RequestRef } from '../../api/objects.ts'
import type { Reason } from '../../conditions/reasons.ts'

/** Why a request is not served, in the catalogue's word and in words for its authors. */
export type Refusal = { reason: Reason; message: string }
/** A refusal and whom it goes to. */
export type RefusedRequest = Refusal & { ref: RequestRef }
