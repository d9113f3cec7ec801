import type { RequestRef } from '../../api/objects.ts'
import type { Problem } from '../../conditions/conditions.ts'

/** Why a request is not served. The app team reads the message. */
export type Refusal = Problem

/** A refusal, and the request that it answers. */
export type RefusedRequest = Refusal & { ref: RequestRef }
