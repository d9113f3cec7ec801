import { claimConditions } from '../../api/domain-claim.ts'
import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { isWarning } from '../../conditions/reasons.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { type Counts, countMore } from './counts.ts'
import { type GatewayFigures, gatewayFigures } from './gateway-figures.ts'
import {
  type ConditionLabels,
  conditionIn,
  conditionsIn,
  labelsOf,
  numberIn,
  ofKind,
  reasonOf,
  statusOf,
  timeIn
} from './read-objects.ts'
import { createTallies, type Tally } from './tally.ts'

/** What one sync of a pool shows of the pool and of all that belongs to it. */
export type PoolFigures = {
  pool: string
  /** When the pool was synced (ms). */
  syncedAt: number
  /** Numbers of the status; `undefined` while the status does not have them. */
  hostnames: number | undefined
  waiting: number | undefined
  free: number | undefined
  heldBack: number | undefined
  conditions: readonly ConditionLabels[]
  gateways: readonly GatewayFigures[]
  /** Requests by the status and reason of Ready. */
  requests: Counts
  /** Since when (ms) the request that has waited longest is not Ready, by reason. */
  notReadySince: ReadonlyMap<string, number>
  /** Since when (ms) each request that is not Ready is so, by UID. */
  waits: Waits
  /** Refused requests by reason. */
  refused: ReadonlyMap<string, number>
  claims: ClaimFigures
}

export type Waits = ReadonlyMap<string, number>

/** The claims of a pool. */
export type ClaimFigures = {
  /** By type of condition, then by `status reason`. */
  byCondition: Counts
  /** Certificates that are not renewed in time, by reason. */
  renewals: ReadonlyMap<string, number>
  /** ARNs of the certificates in use, or requested. */
  arns: readonly string[]
}

/** Conditions of claims that metrics name; all others are `other`. */
const namedConditions = new Set<string>([...claimConditions, 'Ready'])

/**
 * Reads the figures of a pool from a sync request and from the status that holds after it. All that
 * belongs to the pool is in the request, so the figures are complete after one sync.
 * @param before - the waits that the last sync of the pool has shown; none after a restart
 */
export function poolFigures(
  request: SyncRequest<GatewayPool>,
  status: unknown,
  now: number,
  before: Waits = new Map()
): PoolFigures {
  const { parent, children, related } = request
  const pool = parent.metadata.name
  const claims = ofKind(children, 'DomainClaim')
  const requests = ofKind(related, 'GatewayHostnameRequest').filter(
    ({ spec, metadata }) =>
      (fieldOf(spec, 'poolName') ?? 'default') === pool && metadata.deletionTimestamp === undefined
  )
  return {
    pool,
    syncedAt: now,
    hostnames: numberIn(status, 'hostnames'),
    waiting: numberIn(status, 'waiting'),
    free: numberIn(status, 'free'),
    heldBack: heldBackIn(status),
    conditions: conditionsIn(status).map(labelsOf),
    gateways: gatewayFigures(request, status, now),
    ...requestFigures(requests, before),
    refused: refusals(ofKind(children, 'HostnameDenial')),
    claims: claimFigures(claims)
  }
}

function requestFigures(
  requests: readonly KubernetesObject[],
  before: Waits
): Pick<PoolFigures, 'requests' | 'notReadySince' | 'waits'> {
  const tallies = createTallies()
  const waiting: KubernetesObject[] = []
  for (const request of requests) {
    const ready = conditionIn(request.status, 'Ready')
    tallies.note(ready, 0)
    if (statusOf(ready) !== 'True') waiting.push(request)
  }
  const counts: Counts = new Map()
  for (const { status, reason, count } of tallies.all())
    countMore(counts, [statusOf({ status }), reasonOf(reason)], count)
  return { requests: counts, ...longestWaits(waiting, before) }
}

function longestWaits(
  waiting: readonly KubernetesObject[],
  before: Waits
): Pick<PoolFigures, 'notReadySince' | 'waits'> {
  const notReadySince = new Map<string, number>()
  const waits = new Map<string, number>()
  for (const request of waiting) {
    const { uid } = request.metadata
    const since = earliest(notReadyFrom(request), before.get(uid))
    if (since === undefined) continue
    waits.set(uid, since)
    const reason = reasonOf(fieldOf(conditionIn(request.status, 'Ready'), 'reason'))
    notReadySince.set(reason, Math.min(since, notReadySince.get(reason) ?? since))
  }
  return { notReadySince, waits }
}

/**
 * Since when (ms) the status says that a request is not Ready. The time of Ready begins anew when
 * its status goes from Unknown to False, and the request waits on. Reconciling and Stalled are
 * there only while the request is not Ready, so the longest of all these times counts. Where both
 * begin anew, only what this process has seen before tells the time. Before a request has
 * conditions, it waits since its creation. Its claim does not tell whether it was Ready before: the
 * claim may be new.
 */
function notReadyFrom({ metadata, status }: KubernetesObject): number | undefined {
  const conditions = ['Ready', 'Reconciling', 'Stalled'].map(type => conditionIn(status, type))
  const times = conditions.map(each => timeIn(fieldOf(each, 'lastTransitionTime')))
  return earliest(...times) ?? timeIn(metadata.creationTimestamp)
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter(time => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** A status leaves the number out while nothing is held back. Without a status it is not known. */
function heldBackIn(status: unknown): number | undefined {
  if (conditionsIn(status).length === 0) return undefined
  return numberIn(fieldOf(status, 'deletionBrake'), 'heldBack') ?? 0
}

function refusals(denials: readonly KubernetesObject[]): ReadonlyMap<string, number> {
  const byReason = new Map<string, number>()
  for (const { spec } of denials) {
    const reason = reasonOf(fieldOf(spec, 'reason') ?? 'other')
    byReason.set(reason, (byReason.get(reason) ?? 0) + 1)
  }
  return byReason
}

function claimFigures(claims: readonly KubernetesObject[]): ClaimFigures {
  const tallies = createTallies()
  const arns: string[] = []
  for (const { status } of claims) {
    const conditions = conditionsIn(status)
    for (let index = 0; index < conditions.length; index++) tallies.note(conditions[index], index)
    const arn = fieldOf(fieldOf(status, 'certificate'), 'arn')
    if (typeof arn === 'string') arns.push(arn)
  }
  return { ...conditionFigures(tallies.all()), arns }
}

function conditionFigures(tallies: readonly Tally[]): Omit<ClaimFigures, 'arns'> {
  const byCondition: Counts = new Map()
  const renewals = new Map([
    ['RenewalOverdue', 0],
    ['RenewalFailing', 0]
  ])
  for (const tally of tallies) {
    const { type, status, reason } = labelsOf(tally)
    if (summaries.has(type)) continue
    const name = namedConditions.has(type) ? type : 'other'
    countMore(byCondition, [name, `${status} ${reason}`], tally.count)
    if (name === 'CertificateIssued' && isWarning(reason))
      renewals.set(reason, (renewals.get(reason) ?? 0) + tally.count)
  }
  return { byCondition, renewals }
}

/** Conditions that repeat what Ready says. */
const summaries = new Set(['Reconciling', 'Stalled'])
