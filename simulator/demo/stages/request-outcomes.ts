import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import type { Reason } from '../../../hooks/conditions/reasons.ts'
import { asObject, keyOf, type ObjectInput } from '../../api-store/objects.ts'
import { asRequest, expectationOf, poolKind, requestKind } from '../kinds.ts'
import type { DemoWorld } from '../world/world.ts'

/** What became of one request. */
export type RequestOutcome = {
  namespace: string
  name: string
  hostname: string
  ready: boolean
  /** The reason of the Ready condition, or `Invalid` if the API server refused the request. */
  reason: string
  message: string
  gateway: string | null
  certificateARN: string | null
  url: string | null
  /** The expected reason: `Ready`, or the value of the annotation. */
  expected: string
  /** Whether the pool or the API server refused the request. */
  isRefused: boolean
  /** Whether the pool that the request names exists. */
  hasPool: boolean
}

/** The outcome of each request so far. */
export function outcomesOf(
  { cluster }: Pick<DemoWorld, 'cluster'>,
  requests: readonly ObjectInput[]
): readonly RequestOutcome[] {
  const { store } = cluster
  return requests.map(request => {
    const { namespace, name } = request.metadata
    const object = store.get({ ...requestKind, namespace, name })
    if (object === undefined) return outcomeOf(request, undefined)
    const stored = asRequest(object)
    const hasPool = store.get({ ...poolKind, name: stored.spec.poolName }) !== undefined
    return outcomeOf(request, stored, hasPool)
  })
}

/** The reason of a request that no hook has answered yet. */
const unanswered = 'NotAnswered'

/**
 * The outcome of a request so far.
 * @param stored - the request in the API; `undefined` if it is not there
 * @param hasPool - whether the pool that the request names exists
 */
export function outcomeOf(
  input: ObjectInput,
  stored: HostnameRequest | undefined,
  hasPool = true
): RequestOutcome {
  const { conditions, parentRef, certificateARN = null, url = null } = stored?.status ?? {}
  const ready = conditionOf(conditions, 'Ready')
  const isRefused = conditionOf(conditions, 'Accepted')?.status === 'False'
  const poolHint = hasPool
    ? ''
    : ` There is no GatewayPool ${stored?.spec.poolName} in these files.`
  return {
    ...namesOf(input),
    ready: ready?.status === 'True',
    reason: ready?.reason ?? unanswered,
    message: `${ready?.message ?? describeMissingStatus(stored)}${poolHint}`,
    gateway: parentRef?.name ?? null,
    certificateARN,
    url,
    isRefused: stored === undefined || isRefused,
    hasPool
  }
}

function describeMissingStatus(stored: HostnameRequest | undefined): string {
  return stored === undefined ? 'the request is not in the API' : 'no hook has answered'
}

/** The outcome of a request that the API server refused with this message. */
export function invalidOutcomeOf(input: ObjectInput, message: string): RequestOutcome {
  return {
    ...namesOf(input),
    ready: false,
    reason: 'Invalid',
    message,
    gateway: null,
    certificateARN: null,
    url: null,
    isRefused: true,
    hasPool: true
  }
}

function namesOf(input: ObjectInput) {
  const { namespace = 'default', name } = input.metadata
  const hostname = String(asObject(input.spec).hostname ?? '')
  return { namespace, name, hostname, expected: expectationOf(input) }
}

/** Whether a request ended as it was expected to end. */
export function isAsExpected({ ready, reason, expected }: RequestOutcome): boolean {
  return expected === 'Ready' ? ready : !ready && reason === expected
}

/**
 * How far a request has come.
 * - `ended`: the request is Ready, was refused, or ended as expected
 * - `stuck`: the request goes on only after a person fixes something
 * - `under way`: the request goes on by itself
 */
export type Progress = 'ended' | 'stuck' | 'under way'

/**
 * A request can have one of these reasons for a moment before it becomes Ready. If the reason
 * stays, the request is stuck until a person fixes the cause.
 */
const stuckReasons: ReadonlySet<string> = new Set<Reason>([
  'RouteRejected',
  'NoAnswerFromPool',
  'GatewayBlocked',
  'GatewayClassMissing',
  'ZoneIsPrivate',
  'HostnameOutsideZone',
  'NameDelegatedAway',
  'UnknownRegion',
  'RegionMismatch',
  'ForeignRecord'
])

/**
 * How far a request has come. A request whose pool does not exist is stuck. But if such a request
 * is expected to end with NoAnswerFromPool, it is under way until it has that reason. The reason
 * comes after a minute.
 */
export function progressOf(outcome: RequestOutcome): Progress {
  const { ready, reason, expected, isRefused, hasPool } = outcome
  if (ready || isAsExpected(outcome) || isRefused) return 'ended'
  const lacksPool = !hasPool && expected !== 'NoAnswerFromPool'
  return lacksPool || stuckReasons.has(reason) ? 'stuck' : 'under way'
}

/** Describes the requests that did not end as expected, a line each. */
export function describeSurprises(outcomes: readonly RequestOutcome[]): readonly string[] {
  return outcomes
    .filter(outcome => !isAsExpected(outcome))
    .map(outcome => {
      const { hostname, expected, ready, reason, message } = outcome
      const end = ready ? 'it became Ready' : `it ended with ${reason}: ${message}`
      return `${keyOf(outcome)} (${hostname}): ${expected} was expected, but ${end}`
    })
}
