import type { Condition } from '../../api/objects.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isReason, isWarning, reasons } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { nameOf, textAt } from '../cluster/objects.ts'
import { readValue } from '../cluster/reading.ts'
import { whyClaimWaits } from '../drain/waits.ts'
import { type HostnameSeen, isOf, poolOf } from '../hostnames/observe-hostname.ts'
import { readyNow } from '../hostnames/ready-now.ts'
import { adviceOf } from './advice-of.ts'
import { besideOf, gatewayNameOf, unreadOf } from './beside.ts'
import { stepsOf } from './steps-of.ts'
import { type Advice, isPresent, type Story, type StoryState } from './story.ts'

/** Tells the story of a hostname by what was read of it. It is a pure function. */
export function explain(seen: HostnameSeen): Story {
  const { request } = seen
  return request === undefined ? storyOfClaim(seen) : storyOfRequest(seen, request)
}

function storyOfRequest(seen: HostnameSeen, request: ReadObject): Story {
  const ofHostname = readValue(seen.claim)
  const claim = isOf(ofHostname, request) ? ofHostname : undefined
  const conditions = readConditions(request.status)
  const ready = readyNow(request)
  const askedAt = request.metadata.creationTimestamp
  const state = stateOf(ready)
  const steps = stepsOf({
    conditions,
    ofClaim: readConditions(claim?.status),
    askedAt,
    readySince: textAt(claim, 'status', 'readySince')
  })
  const now = steps.find(isPresent)
  const next = ready === undefined ? notLookedAt(request) : adviceOf(ready)
  return {
    hostname: seen.hostname,
    request: nameOf(request),
    pool: poolOf(request),
    ...defined({
      claim: claim?.metadata.name ?? textAt(request, 'status', 'claimName'),
      gateway: claim && gatewayNameOf(seen),
      url: textAt(request, 'status', 'url'),
      askedAt,
      since: state === 'Ready' ? ready?.lastTransitionTime : (now?.at ?? askedAt)
    }),
    state,
    steps,
    ...(state !== 'Ready' && { next: { ...next, ...defined({ since: now?.at ?? next.since }) } }),
    warnings: conditions.filter(isWarningNow).map(adviceOf),
    beside: state === 'Ready' ? [] : besideOf(seen, now?.step),
    unread: unreadOf(seen)
  }
}

function isWarningNow({ status, reason }: Condition): boolean {
  return status === 'True' && isWarning(reason)
}

function stateOf(ready: Condition | undefined): StoryState {
  if (ready?.status === 'True') return 'Ready'
  const stalls = ready !== undefined && isReason(ready.reason) && reasons[ready.reason].stalls
  return stalls ? 'Stuck' : 'Waiting'
}

/**
 * The advice about a request of which no hook has told anything yet. The status of a new request
 * says nothing while its pool may still answer: up to eight minutes if the pool is busy, see
 * hostname-request/sync.ts.
 */
function notLookedAt({ metadata }: ReadObject): Advice {
  return {
    reason: 'WaitingForPool',
    fact: 'The hooks have not reported anything on the request as it is now.',
    todo:
      'Wait eight minutes: a busy pool may take so long. If nothing has changed then, the ' +
      'platform team has to look whether Metacontroller and the hooks run: ' +
      '`kubectl hostname doctor`.',
    awaited: 'the hooks',
    ...defined({ since: metadata.creationTimestamp })
  }
}

/** The story of a hostname whose request is gone: its claim is kept for a time, or goes. */
function storyOfClaim(seen: HostnameSeen): Story {
  const claim = readValue(seen.claim)
  const pool = readValue(seen.pool)
  const conditions = readConditions(claim?.status)
  const since = claim?.metadata.deletionTimestamp ?? textAt(claim, 'spec', 'releasedAt')
  const isGoing = claim?.metadata.deletionTimestamp !== undefined
  const next: Advice = {
    reason: isGoing ? 'Deleting' : 'Released',
    fact: `${capital(claim ? whyClaimWaits(claim, pool ? [pool] : []) : 'the claim is gone')}.`,
    todo: isGoing ? reasons.Deleting.todo : reasons.Released.todo,
    awaited: isGoing ? 'the hooks' : 'your team',
    ...defined({ since })
  }
  return {
    hostname: seen.hostname,
    pool: poolOf(claim),
    ...defined({ claim: claim?.metadata.name, gateway: gatewayNameOf(seen), since }),
    state: 'Waiting',
    steps: stepsOf({ conditions, ofClaim: conditions, askedAt: undefined, readySince: undefined }),
    next,
    warnings: conditions.filter(isWarningNow).map(adviceOf),
    beside: besideOf(seen, undefined),
    unread: unreadOf(seen)
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
