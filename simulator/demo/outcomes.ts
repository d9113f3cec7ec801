import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
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
}

/** The reason that a request is expected to end with. */
export function expectationOf({ metadata }: Pick<ObjectInput, 'metadata'>): string {
  return metadata.annotations?.[expectAnnotation] ?? 'Ready'
}

/** Reason of requests on which no hook has said a word yet. */
const unanswered = 'NotAnswered'

/** What became of a request so far; `undefined` where the object is not in the API. */
export function outcomeOf(input: ObjectInput, stored: HostnameRequest | undefined): Outcome {
  const { status } = stored ?? {}
  const ready = conditionOf(status?.conditions, 'Ready')
  return {
    ...namesOf(input),
    ready: ready?.status === 'True',
    reason: ready?.reason ?? unanswered,
    message: ready?.message ?? (stored === undefined ? 'it is not in the API' : 'no hook has answered'),
    gateway: status?.parentRef?.name ?? null,
    certificateARN: status?.certificateARN ?? null,
    url: status?.url ?? null
  }
}

/** What became of a request that the API server did not take, in its words. */
export function outcomeOfInvalid(input: ObjectInput, message: string): Outcome {
  const nothing = { gateway: null, certificateARN: null, url: null }
  return { ...namesOf(input), ready: false, reason: 'Invalid', message, ...nothing }
}

function namesOf(input: ObjectInput) {
  const { namespace = 'default', name } = input.metadata
  return { namespace, name, hostname: String(asObject(input.spec).hostname ?? ''), expected: expectationOf(input) }
}

/** Whether a request ended as it was expected to. */
export function isAsExpected({ ready, reason, expected }: Outcome): boolean {
  return expected === 'Ready' ? ready : !ready && reason === expected
}

/** Whether nothing more is to be awaited: it is Ready, as expected, or refused. */
export function isSettled(outcome: Outcome, stored: HostnameRequest | undefined): boolean {
  if (outcome.ready || isAsExpected(outcome) || stored === undefined) return true
  const accepted = conditionOf(stored.status?.conditions, 'Accepted')
  return accepted?.status === 'False' || accepted?.reason === 'NoAnswerFromPool'
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
