import type { DomainClaimSpec } from '../../api/domain-claim.ts'
import type { Condition, DesiredObject } from '../../api/objects.ts'
import { apiVersion } from '../../api/schema.ts'
import { conditionOf, timestamp } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isReason, reasons } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import { parseJSON } from '../../text/parse-json.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, listAt } from '../cluster/objects.ts'
import { whyBlind } from '../doctor/check-hooks.ts'

/** A UID that no object has. */
const uid = '00000000-0000-4000-8000-00000000c1a1'

/**
 * The body of the hook request of a claim that the pool would make. It is sent as a dry run: the
 * hooks look at the zone and at ACM, and say what they would do.
 * @param now - milliseconds since the epoch
 */
export function claimRequest(
  controller: ReadObject,
  { metadata, spec }: DesiredObject<DomainClaimSpec>,
  now: number
): object {
  const parent = {
    apiVersion,
    kind: 'DomainClaim',
    metadata: { ...metadata, uid, generation: 1, creationTimestamp: timestamp(now) },
    spec
  }
  return { controller, parent, children: {}, related: {}, finalizing: false }
}

/** What the hooks answer to the dry run of a claim. */
export type ClaimAnswer = {
  /** What they would do first, in words. */
  words: readonly string[]
  /** What becomes of the answers of wildcards, in words. */
  notes: readonly string[]
  /** Why the claim would not go on; absent if it would. */
  problem?: Condition
  /** Why the hooks could not look at AWS, if it is a trouble that goes by itself. */
  blind?: string
}

/** Reads the answer; `undefined` if it is not one of a dry run. */
export function readClaimAnswer(body: string): ClaimAnswer | undefined {
  const answer = parseJSON(body)
  if (at(answer, 'dryRun') !== true) return undefined
  const ready = conditionOf(readConditions(at(answer, 'status')), 'Ready')
  const isProblem = ready !== undefined && isReason(ready.reason) && reasons[ready.reason].stalls
  return {
    words: texts(listAt(answer, 'words')),
    notes: texts(listAt(answer, 'notes')),
    ...(isProblem ? { problem: ready } : defined({ blind: whyBlind(answer) }))
  }
}

function texts(values: readonly unknown[]): string[] {
  return values.filter(value => typeof value === 'string')
}
