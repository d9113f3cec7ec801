import type { HostnameRequest, HostnameRequestStatus } from '../api/gateway-hostname-request.ts'
import type { Condition } from '../api/objects.ts'
import { conditionOf } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { isReason, type Reason } from '../conditions/reasons.ts'

/**
 * How long (ms) after its creation a request is written only for news. A hostname is usually Ready
 * by then, and a status that changes later is rare enough to be told in full.
 */
const youngMs = 600_000

/**
 * Reasons of Ready that say nearly the same as the reason before them. The value is the reason
 * before: a change from it to the key is no news.
 */
const passing: Partial<Record<Reason, Reason>> = {
  WaitingForACM: 'RequestingCertificate',
  WaitingForAttachment: 'WaitingForGateway'
}

/**
 * Leaves small changes out of the status of a young request. Each write of a status costs
 * Metacontroller two calls, out of a rate that all hostnames share. So the status stays as observed
 * unless there is news for the app team:
 *
 * | what changes                                                     | news |
 * |------------------------------------------------------------------|------|
 * | the status of a step, or the reason of Ready                     | yes  |
 * | anything while Ready is True, or the request waits for a person  | yes  |
 * | the generation of the request                                    | yes  |
 * | only messages, reasons of other steps, the ARN, the address      | no   |
 * | Ready's reason changes to one of `passing`, whatever else changes | no   |
 * @param now milliseconds since the epoch
 * @returns the status to write: the given one, or the observed one
 */
export function withoutSmallChanges(
  request: HostnameRequest,
  status: HostnameRequestStatus,
  now: number
): HostnameRequestStatus {
  const { metadata, status: told } = request
  const before = readConditions(told)
  const isYoung = now - Date.parse(metadata.creationTimestamp ?? '') < youngMs
  if (!isYoung || told === undefined || hasNews(before, status.conditions ?? [])) return status
  const { observedGeneration: _, ...rest } = told as { observedGeneration?: number }
  return rest as HostnameRequestStatus
}

function hasNews(before: readonly Condition[], after: readonly Condition[]): boolean {
  const [last, next] = [before, after].map(list => conditionOf(list, 'Ready'))
  if (last === undefined || next === undefined) return true
  if (last.observedGeneration !== next.observedGeneration) return true
  if (!isUnderWay(before) || !isUnderWay(after)) return true
  if (isReason(next.reason) && passing[next.reason] === last.reason) return false
  return last.reason !== next.reason || statusesOf(before) !== statusesOf(after)
}

/** Whether the request waits for something that comes by itself. */
function isUnderWay(conditions: readonly Condition[]): boolean {
  return conditionOf(conditions, 'Reconciling') !== undefined
}

function statusesOf(conditions: readonly Condition[]): string {
  return conditions.map(({ type, status }) => `${type}=${status}`).join()
}
