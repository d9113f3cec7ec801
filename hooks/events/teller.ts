import { isEqual } from '../api/is-equal.ts'
import type { Condition } from '../api/objects.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import type { AnsweredClaim } from '../domain-claim/claim-hook.ts'
import type { Log } from '../hook.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { claimEvents } from './decide/claim-events.ts'
import { gatewayNames } from './decide/gateway-names.ts'
import type { TakeEvents } from './decide/new-event.ts'
import { poolEvents } from './decide/pool-events.ts'
import { requestEvents } from './decide/request-events.ts'
import { haveSameStates } from './decide/same-states.ts'
import { createReleaseTeller } from './release-teller.ts'
import { createTold } from './told.ts'

/** What a hook has answered, and to what. */
export type Answered = { request: SyncRequest; response: SyncResponse; log: Log }

/**
 * Gets each answer of a hook, and makes events of what has changed. Its functions never throw. Do
 * not call it for a dry run.
 */
export type Teller = {
  request: (answered: Answered) => void
  claim: (answered: AnsweredClaim) => void
  pool: (answered: Answered) => void
}

/** Makes the teller. @param take gets the events */
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

/** What was told last of a claim or a pool. After its end nothing more is told. */
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
