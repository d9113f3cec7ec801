import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { Condition } from '../../../hooks/api/objects.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import { isOfStep } from '../../../hooks/conditions/progress.ts'
import { keyOf } from '../../api-store/objects.ts'
import type { Row, StepState } from './row.ts'

/** What the board reads of the cluster. */
export type BoardObjects = {
  requests: readonly HostnameRequest[]
  claims: readonly DomainClaim[]
}

/** A row before it has its times. */
type Untimed = Omit<Row, 'beganAt' | 'endedAt'>

/**
 * What each step waits for, in a few words, because a row of the board has no room for the message
 * of the condition.
 */
const awaited: Readonly<Record<string, string>> = {
  Accepted: 'the pool has to answer',
  Claimed: 'the pool has to make the claim',
  CertificateRequested: 'ACM: its turn to be requested',
  DNSValidated: 'Route 53: the validation record',
  CertificateIssued: 'ACM has to issue the certificate',
  CertificateAttached: 'the load balancer has to use it',
  RouteAccepted: 'the load balancer has to take the route',
  DNSAliasReady: 'Route 53: the alias on all servers'
}

/**
 * The rows of the board: each request, then each claim whose request is gone. Rows that were there
 * before keep their place and their times; a row that is missing now has gone.
 * @param before - the rows of the last time
 * @param now - milliseconds since the epoch
 */
export function rowsOf(objects: BoardObjects, before: readonly Row[], now: number): Row[] {
  const current = new Map(untimedRows(objects).map(row => [row.key, row]))
  const known = before.map(row => timed(current.get(row.key) ?? goneRow(row), row, now))
  const isKnown = new Set(before.map(({ key }) => key))
  const fresh = [...current.values()].filter(({ key }) => !isKnown.has(key))
  return [...known, ...fresh.map(row => timed(row, undefined, now))]
}

function untimedRows({ requests, claims }: BoardObjects): Untimed[] {
  const wanted = new Set(requests.map(requestKey))
  const withoutRequest = claims.filter(
    ({ spec }) => !wanted.has(claimKey(spec.requestRef, spec.hostname))
  )
  return [...requests.map(requestRow), ...withoutRequest.map(releasedRow)]
}

function requestKey({ metadata, spec }: HostnameRequest): string {
  return claimKey(metadata, spec.hostname)
}

function claimKey(request: { namespace?: string; name: string }, hostname: string): string {
  return `${keyOf(request)} ${hostname}`
}

function requestRow(request: HostnameRequest): Untimed {
  const { status, spec } = request
  const conditions = status?.conditions ?? []
  const steps = conditions.filter(isOfStep)
  const pending = steps.find(({ status }) => status !== 'True')
  const ready = conditionOf(conditions, 'Ready')
  const row = { key: requestKey(request), hostname: spec.hostname }
  if (ready?.status === 'True')
    return { ...row, state: 'ready', steps: steps.map(() => 'done'), text: status?.url ?? 'Ready' }
  if (conditionOf(conditions, 'Stalled')?.status === 'True' && isRefusal(conditions))
    return { ...row, state: 'refused', steps: [], text: ready?.reason ?? '' }
  return { ...row, state: 'under way', steps: stepsOf(steps), text: textOf(pending) }
}

/** Whether the pool refuses the request. */
function isRefusal(conditions: readonly Condition[]): boolean {
  return conditionOf(conditions, 'Accepted')?.status === 'False'
}

function stepsOf(steps: readonly Condition[]): StepState[] {
  const current = steps.findIndex(({ status }) => status !== 'True')
  return steps.map(({ status }, index) => {
    if (status === 'True') return 'done'
    return index === current ? 'now' : 'open'
  })
}

function textOf(pending: Condition | undefined): string {
  if (pending === undefined) return awaited.Accepted ?? ''
  return awaited[pending.type] ?? pending.reason
}

function releasedRow({ metadata, spec }: DomainClaim): Untimed {
  const isDeleting = metadata.deletionTimestamp !== undefined
  const text = isDeleting ? 'records and certificate are removed' : 'released: its request is gone'
  return {
    key: claimKey(spec.requestRef, spec.hostname),
    hostname: spec.hostname,
    state: 'going',
    steps: [],
    text
  }
}

/** A row that has neither request nor claim any more. */
function goneRow({ key, hostname }: Row): Untimed {
  return { key, hostname, state: 'gone', steps: [], text: 'gone: nothing is left in AWS' }
}

/** A row keeps its times until its hostname turns round: from the way to Ready to the way out. */
function timed(row: Untimed, before: Row | undefined, now: number): Row {
  const hasEnded = row.state !== 'under way' && row.state !== 'going'
  const isSameWay = before !== undefined && isGoing(before) === isGoing(row)
  const beganAt = isSameWay ? before.beganAt : now
  if (!hasEnded) return { ...row, beganAt }
  const wasEnded = isSameWay && before.state === row.state
  return { ...row, beganAt, endedAt: (wasEnded ? before.endedAt : undefined) ?? now }
}

function isGoing({ state }: Pick<Row, 'state'>): boolean {
  return state === 'going' || state === 'gone'
}
