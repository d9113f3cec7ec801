import type { DomainClaim } from '../../api/domain-claim.ts'
import { isTrue } from '../../conditions/conditions.ts'
import type { Look } from '../facts/observation.ts'
import type { AWSAccess } from './aws-access.ts'

/** What is observed: for which claim, how fresh, and by what means. */
export type Asked = { claim: DomainClaim; looks: readonly Look[]; access: AWSAccess }

/** How old (ms) shared listings and snapshots of zones may be. */
const maxAge = {
  // A Ready claim is looked at rarely, at Metacontroller's resync. Then drift has to be seen.
  ready: { zone: 60_000, certificates: 60_000 },
  // Shorter than a tick: claims that wait come together at ticks, and share one listing each time.
  waiting: { zone: 600_000, certificates: 4_000 }
}

/** The time as of which a subject has to be seen; minus infinity when no look names it. */
export function sinceOf(looks: readonly Look[], subject: Look['subject']): number {
  const times = looks.filter(look => look.subject === subject).map(({ since }) => since)
  return Math.max(Number.NEGATIVE_INFINITY, ...times)
}

/** The time as of which a subject has to be seen; `undefined` when no look names it. */
export function sinceIfAsked(looks: readonly Look[], subject: Look['subject']): number | undefined {
  const since = sinceOf(looks, subject)
  return since === Number.NEGATIVE_INFINITY ? undefined : since
}

/** How old (ms) shared listings and snapshots may be for this claim. */
export function agesFor({ metadata, status }: DomainClaim): (typeof maxAge)['ready'] {
  const isSteady = metadata.deletionTimestamp === undefined && isTrue(status?.conditions, 'Ready')
  return isSteady ? maxAge.ready : maxAge.waiting
}
