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
