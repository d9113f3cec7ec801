import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Sight, Step } from '../sight.ts'

/** What an invariant sees wrong, in words; undefined: nothing. */
export type Finding = string | undefined

/** One promise about every run. `begin` gives it a memory of its own for one run. */
export type Invariant = {
  /** A sentence. */
  name: string
  begin: () => Checks
}

/** When it looks: after each step; once everything has settled; once everything was deleted. */
export type Checks = {
  afterStep?: (sight: Sight, step: Step) => Finding
  settled?: (sight: Sight) => Finding
  emptied?: (sight: Sight) => Finding
}

/** The first finding among some things; undefined if nothing is wrong with any. */
export function firstOf<T>(things: Iterable<T>, look: (thing: T) => Finding): Finding {
  for (const thing of things) {
    const finding = look(thing)
    if (finding !== undefined) return finding
  }
  return undefined
}

/** The kind of the object that a step wrote; undefined for a call to AWS. */
export function writtenKind(step: Step): string | undefined {
  return 'event' in step ? step.event.object.kind : undefined
}

const finalizer = 'metacontroller.io/compositecontroller-domain-claims'

/** The claim that a step let go by Metacontroller's hand, and not by somebody's force. */
export function releasedClaim(step: Step, { people }: Sight): DomainClaim | undefined {
  if (writtenKind(step) !== 'DomainClaim' || !('event' in step)) return undefined
  const { object, old, type } = step.event
  const had = old?.metadata.finalizers?.includes(finalizer) === true
  const isGone = type === 'DELETED' || !object.metadata.finalizers?.includes(finalizer)
  return had && isGone && !people.forced.has(object.metadata.uid)
    ? (object as unknown as DomainClaim)
    : undefined
}
