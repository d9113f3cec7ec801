import { fieldOf } from './api/field-of.ts'
import { isEqual } from './api/is-equal.ts'
import { conditionOf, isTrue } from './conditions/conditions.ts'
import { readConditions } from './conditions/read-conditions.ts'
import { hash } from './hash.ts'
import type { HookAnswer } from './hook.ts'
import { setNewest } from './set-newest.ts'
import { textOf } from './text/text-of.ts'
import { describeAnswer } from './wire/describe.ts'
import type { SyncRequest, SyncResponse } from './wire/metacontroller.ts'

/**
 * Makes the answer of a hook from its response. Metacontroller pays a GET for every answer with
 * status 200, and all controllers share the rate of its client. An answer with status 429 costs the
 * API server nothing. So a response that would change nothing becomes such an answer.
 */
export type AnswerNews = (
  request: SyncRequest,
  response: SyncResponse,
  options?: {
    /**
     * The response says nothing about the present generation of the parent. So a new generation
     * alone is no news, and the status goes on to show that it was not observed yet.
     */
    isOfOldGeneration?: boolean
  }
) => HookAnswer

/** What this process remembers of its answers. */
export type AnswerMemory = AnswerNews & {
  /**
   * The newest status of the parent: that of the last answer, unless the cache has shown it at the
   * last sync, else the observed one. A hook that compares its findings with an older status
   * would write the two statuses in turns, for as long as its syncs follow each other without a
   * pause. The answer may have been lost, so no action may be based on this.
   */
  newestStatus: (parent: SyncRequest['parent']) => unknown
}

/** One installation has fewer objects of a kind than this. */
const mostParents = 20_000

/**
 * When a parent is synced again (s) that has named no time. Metacontroller has no period of its own
 * for parents of which it ignores changes of the status.
 */
const resyncSeconds = 1800

type TimedResponse = SyncResponse & { resyncAfterSeconds: number }

/** What this process has answered last for a parent. */
type Known = {
  /** The status, if Metacontroller's cache did not show it yet; absent if the cache showed it. */
  written?: unknown
  /** The children, as JSON, and how often they were answered. */
  children: string
  times: number
}

/**
 * Answers 429 if all of the following is true; else 200 with the response.
 *
 * - The response has the status that was observed, or says nothing yet about a new parent.
 * - Metacontroller's cache has shown what this process answered last. A cache that is behind could
 *   show a status that equals the response, although the API server has another one.
 * - This process has answered for the parent before. Until then it cannot know how far behind the
 *   cache is.
 * - The children are as the response wants them. A field of ours that the response leaves out now
 *   counts as a difference until it is gone: managedFields say that Metacontroller has applied it.
 * - This process has answered the same children twice. What managedFields do not tell, such as a
 *   field of an item in a list without keys, may be a default of the API server, or ours. And
 *   labels and finalizers are not compared. The first answer may have been lost.
 * - The parent is not finalized now.
 */
export function createAnswerNews(most = mostParents): AnswerMemory {
  const known = new Map<string, Known>()
  const answerNews: AnswerNews = (request, given, { isOfOldGeneration = false } = {}) => {
    const { uid, generation } = request.parent.metadata
    const observed: unknown = request.parent.status
    const isKnown = known.has(uid)
    const last = known.get(uid)
    const isShown = last?.written === undefined || isEqual(observed, last.written)
    const status = isShown ? given.status : keepTransitionTimes(given.status, last.written)
    const response = { resyncAfterSeconds: resyncSeconds, ...given, status }
    const told = isOfOldGeneration ? fieldOf(observed, 'observedGeneration') : generation
    const answered = withGeneration(status, told)
    const children = JSON.stringify(response.children)
    const isSame = isEqual(observed, answered)
    const hasNews = !(isSame && isKnown && isShown) && !isSilent(answered, observed)
    const times = last?.children === children ? last.times : 0
    const isUnsure = response.children.length > 0 && times < 2
    const isLast = response.finalized === true
    if (hasNews || isUnsure || isLast || changesChildren(request, response)) {
      const written = withGeneration(response.status, generation)
      const isWritten = isEqual(observed, written) && isShown
      const answer = { children, times: times + 1, ...(isWritten ? {} : { written }) }
      setNewest(known, uid, answer, most)
      return { status: 200, body: isLast ? given : withCheck(request, response, { isSame, last }) }
    }
    if (isKnown && isShown) setNewest(known, uid, { children, times }, most)
    return noNews(response.resyncAfterSeconds)
  }
  return Object.assign(answerNews, {
    newestStatus: ({ metadata, status }: SyncRequest['parent']) =>
      known.get(metadata.uid)?.written ?? status
  })
}

/**
 * The status, in which each condition that was answered last with the same status keeps the
 * `lastTransitionTime` of that answer. A cache that is behind shows the conditions of before, so a
 * hook that looks there finds the same transition a second time, at another time. A condition with
 * another status than that of the last answer has changed since then, so its time is not earlier.
 */
function keepTransitionTimes(status: unknown, written: unknown): unknown {
  const conditions = fieldOf(status, 'conditions')
  if (!Array.isArray(conditions)) return status
  const before = readConditions(written)
  const kept = conditions.map((condition: unknown) => {
    const last = conditionOf(before, textOf(fieldOf(condition, 'type')))
    if (last === undefined) return condition
    const { lastTransitionTime } = last
    const isSame = last.status === fieldOf(condition, 'status')
    const isEarlier = textOf(fieldOf(condition, 'lastTransitionTime')) < lastTransitionTime
    return isSame || isEarlier ? { ...(condition as object), lastTransitionTime } : condition
  })
  return { ...(status as object), conditions: kept }
}

/** A parent that asks for its next sync later than this (s) may need a check sooner. */
const lateSeconds = 420

/**
 * Metacontroller gives a status up if others change the object again and again while it is written,
 * and tells nobody. The next sync sees whether the status was written. So after a status that
 * changes, the next sync comes within seven minutes: whoever waits for the status may be somebody
 * for whom this parent waits. It comes within a minute if the object is Ready no more, because an
 * object must not be Ready for minutes although it is not, and if the parent names no sooner time.
 */
function withCheck(
  request: SyncRequest,
  response: TimedResponse,
  { isSame, last }: { isSame: boolean; last: Known | undefined }
): SyncResponse {
  const { status, metadata } = request.parent
  const { resyncAfterSeconds } = response
  const wasReady = isReady(status) || isReady(last?.written)
  const isReadyNoMore = wasReady && !isReady(response.status)
  const isLate = !isSame && resyncAfterSeconds > lateSeconds
  if (!(isReadyNoMore || isLate)) return response
  const check = 30 + (hash(metadata.uid) % 31)
  return { ...response, resyncAfterSeconds: Math.min(resyncAfterSeconds, check) }
}

function isReady(status: unknown): boolean {
  return isTrue(readConditions(status), 'Ready')
}

function changesChildren(request: SyncRequest, response: SyncResponse): boolean {
  return describeAnswer(request, response).length > 0
}

/** Metacontroller adds the generation to each status before it compares it. */
function withGeneration(status: unknown, observedGeneration: unknown): unknown {
  return { ...(status as object), observedGeneration }
}

/** Whether the response tells nothing about a parent that was told nothing before. */
function isSilent(answered: unknown, observed: unknown): boolean {
  return (
    fieldOf(answered, 'conditions') === undefined && fieldOf(observed, 'conditions') === undefined
  )
}

function noNews(seconds: number): HookAnswer {
  const reason = 'the answer would change nothing'
  const headers = { 'retry-after': `${Math.max(1, Math.ceil(seconds))}` }
  return { status: 429, headers, body: { error: 'no news', reason } }
}
