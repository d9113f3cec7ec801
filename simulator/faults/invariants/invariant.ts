import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Step, Truth } from '../truth.ts'

/** What an invariant finds wrong, in words; `undefined` when nothing is wrong. */
export type Finding = string | undefined

/** A promise about every run. */
export type Invariant = {
  /** The promise as a sentence. */
  name: string
  /** Starts the checks of one run. Each run has its own memory. */
  begin: () => Checks
}

/** Functions that run after each step, once everything has settled, or once all is deleted. */
export type Checks = {
  afterStep?: (truth: Truth, step: Step) => Finding
  settled?: (truth: Truth) => Finding
  emptied?: (truth: Truth) => Finding
}

/** The first finding about any of the items; `undefined` when nothing is wrong with any. */
export function firstOf<T>(items: Iterable<T>, check: (item: T) => Finding): Finding {
  for (const item of items) {
    const finding = check(item)
    if (finding !== undefined) return finding
  }
  return undefined
}

/** The kind of the object that a step wrote; `undefined` for a call to AWS. */
export function writtenKind(step: Step): string | undefined {
  return 'event' in step ? step.event.object.kind : undefined
}

const finalizer = 'metacontroller.io/compositecontroller-domain-claims'

/**
 * The claim that lost Metacontroller's finalizer in this step; `undefined` when there is none, or
 * when people removed the finalizer by force.
 */
export function releasedClaim(step: Step, { people }: Truth): DomainClaim | undefined {
  if (writtenKind(step) !== 'DomainClaim' || !('event' in step)) return undefined
  const { object, old, type } = step.event
  const hadFinalizer = old?.metadata.finalizers?.includes(finalizer) === true
  const hasFinalizer = type !== 'DELETED' && object.metadata.finalizers?.includes(finalizer)
  if (!hadFinalizer || hasFinalizer || people.forcedUIDs.has(object.metadata.uid)) return undefined
  return object as unknown as DomainClaim
}
