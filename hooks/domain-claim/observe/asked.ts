import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Fence } from '../../aws/fence.ts'
import { conditionOf, isTrue } from '../../conditions/conditions.ts'
import { isGoing } from '../facts/deletion.ts'
import { lastLookTime } from '../facts/look-times.ts'
import type { Look } from '../facts/observation.ts'
import type { AWSAccess } from './aws-access.ts'

/**
 * An order to observe: the claim, the looks that its steps have asked for, and the access to AWS.
 */
export type Asked = { claim: DomainClaim; looks: readonly Look[]; access: AWSAccess }

/** How old (ms) shared listings and snapshots of zones may be. */
const maxAge = {
  // A Ready claim of which the pool has changed the spec may have to act.
  changed: { zone: 60_000, certificates: 60_000 },
  // Waiting claims are synced together at ticks and share one listing. Each tick needs a new
  // listing, so `certificates` is shorter than a tick: report/tick.ts.
  waiting: { zone: 600_000, certificates: 4_000 },
  // The same for claims that were just deleted, with their shorter ticks.
  going: { zone: 600_000, certificates: 1_500 }
}

/**
 * The time (ms) from which on a subject has to be seen; minus infinity when no look is about it.
 */
export function sinceOf(looks: readonly Look[], subject: Look['subject']): number {
  const times = looks.filter(look => look.subject === subject).map(({ since }) => since)
  return Math.max(Number.NEGATIVE_INFINITY, ...times)
}

/** The time (ms) from which on a subject has to be seen; `undefined` when no look is about it. */
export function sinceIfAsked(looks: readonly Look[], subject: Look['subject']): number | undefined {
  const since = sinceOf(looks, subject)
  return since === Number.NEGATIVE_INFINITY ? undefined : since
}

/**
 * How long (ms) a deleted claim waits for a listing or the snapshot of a zone that one of its looks
 * asks for. To read 2,000 hostnames takes ten seconds: with a thousand deletions, all workers of
 * Metacontroller would wait for it.
 */
const mostWaitMs = 1_000

/**
 * The fence of a read of this subject. The looks of a deleted claim ask for what was seen at a time
 * that stays the same, such as its deletion, so it may come back when that was read. A second try
 * after a refused change, which asks for names, has to end in the same sync.
 */
export function fenceFor({ claim, looks, access }: Asked, subject: Look['subject']): Fence {
  const { fence } = access
  const isAsked = (wanted: Look['subject']) => looks.some(look => look.subject === wanted)
  const canComeBack = claim.metadata.deletionTimestamp !== undefined && fence.callerID !== undefined
  const mayComeBack = canComeBack && isAsked(subject) && !isAsked('names')
  return mayComeBack ? { ...fence, mostWaitMs } : fence
}

/** How old (ms) shared listings and snapshots may be for a claim. */
type Ages = { zone: number; certificates: number }

/** How old (ms) shared listings and snapshots may be for this claim. */
export function agesFor({ metadata, status }: DomainClaim, access: AWSAccess): Ages {
  const isReady = metadata.deletionTimestamp === undefined && isTrue(status?.conditions, 'Ready')
  if (isGoing({ metadata }, access.began)) return maxAge.going
  if (!isReady) return maxAge.waiting
  const { observedGeneration } = conditionOf(status?.conditions, 'Ready') ?? {}
  if (observedGeneration !== metadata.generation) return maxAge.changed
  const age = access.began - lastLookTime(access.began, pagesOf(access))
  return { zone: age, certificates: age }
}

/** How many pages all listings take that this process reads for its claims. */
export function pagesOf({ aws }: AWSAccess): number {
  return aws.zonePages() + aws.certificatePages()
}
