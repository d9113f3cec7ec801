import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import type { Condition, KubernetesObject } from '../api/objects.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import type { Result } from '../domain-claim/act/act.ts'
import type { Log } from '../hook.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { claimEvents } from './decide/claim-events.ts'
import type { TakeEvents } from './decide/happening.ts'
import { poolEvents } from './decide/pool-events.ts'
import { requestEvents } from './decide/request-events.ts'
import { createReleaseTeller } from './releases.ts'
import { createTold } from './told.ts'

/** What a hook has answered, and to what. */
export type Answered<Status = unknown> = {
  request: SyncRequest
  response: SyncResponse<Status>
  log: Log
}

/** What a claim's hook has answered, and what it did in AWS. */
export type AnsweredClaim = Answered<DomainClaimStatus> & {
  claim: DomainClaim
  results: readonly Result[]
}

/** Is told what hooks answered. None of its functions throws. Dry runs are not told. */
export type Teller = {
  request: (answered: Answered) => void
  claim: (answered: AnsweredClaim) => void
  pool: (answered: Answered) => void
}

/** Makes what turns the answers of the hooks into events. */
export function createTeller(take: TakeEvents): Teller {
  return {
    request: guarded(requestTeller(take)),
    claim: guarded(claimTeller(take)),
    pool: guarded(poolTeller(take))
  }
}

/** An event that cannot be decided is a fault of ours, but no reason to fail a hook. */
function guarded<A extends { log: Log }>(tell: (answered: A) => void): (answered: A) => void {
  return answered => {
    try {
      tell(answered)
    } catch (err) {
      answered.log.error({ err }, 'no event: an error of ours')
    }
  }
}

function requestTeller(take: TakeEvents) {
  const told = createTold<readonly Condition[]>()
  return ({ request: { parent }, response }: Answered) => {
    const { uid } = parent.metadata
    const observed = readConditions(parent.status)
    take(requestEvents(parent, told.before(uid, observed), response.status))
    told.note(uid, observed, readConditions(response.status))
  }
}

/** What was told of an object with an end. */
type Life = { status: object; isFinished: boolean }

function claimTeller(take: TakeEvents) {
  const told = createTold<Life>()
  return ({ claim, request, response, results }: AnsweredClaim) => {
    const { uid } = claim.metadata
    const observed = living(request.parent)
    const before = told.before(uid, observed)
    if (before.isFinished) return
    const { status } = response
    const isFinished = response.finalized === true
    take(claimEvents({ claim, before: before.status, status, results, isFinished }))
    told.note(uid, observed, isFinished ? finished : { status, isFinished })
  }
}

function poolTeller(take: TakeEvents) {
  const told = createTold<Life>()
  const tellReleases = createReleaseTeller(take)
  return ({ request, response }: Answered) => {
    const { parent } = request
    const { uid } = parent.metadata
    const observed = living(parent)
    const before = told.before(uid, observed)
    if (before.isFinished) return
    const status = response.status as object
    const isFinished = response.finalized === true
    take(poolEvents(parent, before.status, status, isFinished))
    tellReleases(request, response)
    told.note(uid, observed, isFinished ? finished : { status, isFinished })
  }
}

/** Nothing more is told of an object that may go. */
const finished: Life = { status: {}, isFinished: true }

/** The observed status as the hooks wrote it: Metacontroller adds the generation. */
function living({ status }: KubernetesObject): Life {
  const { observedGeneration: _, ...rest } = (status ?? {}) as { observedGeneration?: unknown }
  return { status: rest, isFinished: false }
}
