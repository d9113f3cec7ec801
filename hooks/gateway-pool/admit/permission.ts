import { defined } from '../../defined.ts'
import type { Observation } from '../observe/observe.ts'
import { annotationOf, type BrakeMemory } from '../observe/recall-brake.ts'
import type { Held } from './held.ts'
import { releaseTimeOf } from './release.ts'

/** What the pool remembers of the annotation, and up to which release time deletions are allowed. */
export type Permission = Pick<BrakeMemory, 'annotation' | 'allowedUpTo'>

/**
 * Reads from the annotation on the pool whether the hostnames that are held back may be deleted. It
 * allows this if the pool has not seen its value before, and if the value is the number of held
 * back hostnames in the observed status and also now. The pool has seen an annotation that nobody
 * removed, so such an annotation does not allow the next mass deletion.
 */
export function readPermission(heldBack: readonly Held[], seen: Observation): Permission {
  const { brake, pool } = seen
  const annotation = annotationOf(pool)
  const before = defined({ annotation, allowedUpTo: brake.allowedUpTo })
  const number = heldBack.length
  const isNewAndExact = annotation !== brake.annotation && annotation === `${number}`
  if (!isNewAndExact || number === 0 || brake.heldBack !== number) return before
  const times = heldBack.map(holding => storedRelease(holding, seen))
  // A release that is not stored yet, or whose time is still to come, may share its time with a
  // later release. Then the annotation does not count as seen, and the next sync reads it again.
  if (times.includes(undefined))
    return defined({ annotation: brake.annotation, allowedUpTo: brake.allowedUpTo })
  const last = times.reduce((a, b) => (Date.parse(a ?? '') > Date.parse(b ?? '') ? a : b))
  return defined({ annotation, allowedUpTo: last })
}

/** The observed release time of a claim, if it is past. */
function storedRelease({ claim, releasedAt }: Held, seen: Observation): string | undefined {
  const observed = releaseTimeOf(claim, seen.now)
  const isStored = observed !== undefined && observed === releasedAt
  return isStored && Date.parse(observed) < seen.now ? observed : undefined
}
