import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { isEqual } from '../api/is-equal.ts'
import type { Condition } from '../api/objects.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import type { Result } from '../domain-claim/act/act.ts'
import type { Log } from '../hook.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { claimEvents } from './decide/claim-events.ts'
import type { TakeEvents } from './decide/happening.ts'
import { poolEvents } from './decide/pool-events.ts'
import { gatewayNames } from './decide/pool-facts.ts'
import { requestEvents } from './decide/request-events.ts'
import { haveSameStates } from './decide/same-states.ts'
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
    const isShown = haveSameStates(parent.status, response.status)
    const last = told.of(uid)
    if (isShown && last === undefined) return
    take(requestEvents(parent, last ?? readConditions(parent.status), response.status))
    told.note(uid, readConditions(response.status), isShown)
  }
}

/** What was told of an object with an end. */
type Life = { status: object; isFinished: boolean }

function claimTeller(take: TakeEvents) {
  const told = createTold<Life>()
  return ({ claim, request, response, results }: AnsweredClaim) => {
    const { uid } = claim.metadata
    const { status } = response
    const isFinished = response.finalized === true
    const isShown = !isFinished && haveSameStates(request.parent.status, status)
    const last = told.of(uid)
    if ((isShown && last === undefined && results.length === 0) || last?.isFinished) return
    const before = last?.status ?? (request.parent.status as object | undefined)
    take(claimEvents({ claim, before, status, results, isFinished }))
    told.note(uid, isFinished ? finished : { status, isFinished }, isShown)
  }
}

function poolTeller(take: TakeEvents) {
  const told = createTold<Life>()
  const tellReleases = createReleaseTeller(take)
  return ({ request, response }: Answered) => {
    const { parent } = request
    const { uid } = parent.metadata
    const status = response.status as object
    const isFinished = response.finalized === true
    tellReleases(request, response)
    const isShown = !isFinished && isPoolShown(parent.status, status)
    const last = told.of(uid)
    if ((isShown && last === undefined) || last?.isFinished) return
    take(poolEvents(parent, last?.status ?? parent.status, status, isFinished))
    told.note(uid, isFinished ? finished : { status, isFinished }, isShown)
  }
}

function isPoolShown(observed: unknown, answered: object): boolean {
  if (!haveSameStates(observed, answered)) return false
  return isEqual(gatewayNames(observed), gatewayNames(answered))
}

/** Nothing more is told of an object that may go. */
const finished: Life = { status: {}, isFinished: true }
