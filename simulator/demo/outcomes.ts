import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
import type { Reason } from '../../hooks/conditions/reasons.ts'
import { asObject, keyOf, type ObjectInput } from '../api-store/objects.ts'
import { expectAnnotation } from './kinds.ts'

/** What became of one request. */
export type Outcome = {
  namespace: string
  name: string
  hostname: string
  ready: boolean
  /** Ready's reason; `Invalid` where the API server refused the object. */
  reason: string
  message: string
  gateway: string | null
  certificateARN: string | null
  url: string | null
  /** The reason that was expected; `Ready` unless the annotation says otherwise. */
  expected: string
  /** Whether the pool, or the API server, has said no. */
  isRefused: boolean
  /** Whether there is a pool of the name that it gives. */
  hasPool: boolean
}

/** The reason that a request is expected to end with. */
export function expectationOf({ metadata }: Pick<ObjectInput, 'metadata'>): string {
  return metadata.annotations?.[expectAnnotation] ?? 'Ready'
}

/** Reason of requests on which no hook has said a word yet. */
const unanswered = 'NotAnswered'

/**
 * What became of a request so far.
 * @param stored - as it is in the API; `undefined` where it is not
 * @param hasPool - whether there is a pool of the name that it gives
 */
export function outcomeOf(
  input: ObjectInput,
  stored: HostnameRequest | undefined,
  hasPool = true
): Outcome {
  const { status } = stored ?? {}
  const ready = conditionOf(status?.conditions, 'Ready')
  const said =
    ready?.message ?? (stored === undefined ? 'it is not in the API' : 'no hook has answered')
  return {
    ...namesOf(input),
    ready: ready?.status === 'True',
    reason: ready?.reason ?? unanswered,
    message: hasPool
      ? said
      : `${said} There is no GatewayPool ${stored?.spec.poolName} in these files.`,
    gateway: status?.parentRef?.name ?? null,
    certificateARN: status?.certificateARN ?? null,
    url: status?.url ?? null,
    isRefused:
      stored === undefined || conditionOf(status?.conditions, 'Accepted')?.status === 'False',
    hasPool
  }
}

/** What became of a request that the API server did not take, in its words. */
export function outcomeOfInvalid(input: ObjectInput, message: string): Outcome {
  const nothing = { gateway: null, certificateARN: null, url: null, isRefused: true, hasPool: true }
  return { ...namesOf(input), ready: false, reason: 'Invalid', message, ...nothing }
}

function namesOf(input: ObjectInput) {
  const { namespace = 'default', name } = input.metadata
  return {
    namespace,
    name,
    hostname: String(asObject(input.spec).hostname ?? ''),
    expected: expectationOf(input)
  }
}

/** Whether a request ended as it was expected to. */
export function isAsExpected({ ready, reason, expected }: Outcome): boolean {
  return expected === 'Ready' ? ready : !ready && reason === expected
}

/** How far a request is: `ended` if Ready, as expected or refused; `stuck` if only somebody's deed can move it. */
export type Stage = 'ended' | 'stuck' | 'under way'

/** Reasons that last until somebody mends something, where they last at all: some are passed on the way, too. */
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

/** How far a request is. One that waits for a pool that is not there is stuck, unless it is to say so after a minute. */
export function stageOf(outcome: Outcome): Stage {
  const { ready, reason, expected, isRefused, hasPool } = outcome
  if (ready || isAsExpected(outcome) || isRefused) return 'ended'
  const isAlone = !hasPool && expected !== 'NoAnswerFromPool'
  return isAlone || stuckReasons.has(reason) ? 'stuck' : 'under way'
}

/** What did not end as expected, a line each. */
export function describeSurprises(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes
    .filter(outcome => !isAsExpected(outcome))
    .map(outcome => {
      const { hostname, expected, ready, reason, message } = outcome
      const end = ready ? 'it became Ready' : `it ended with ${reason}: ${message}`
      return `${keyOf(outcome)} (${hostname}): ${expected} was expected, but ${end}`
    })
}
