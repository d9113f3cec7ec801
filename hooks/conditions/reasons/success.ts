import type { ReasonEntries } from './entry.ts'

/** Reasons: a condition of an object that is as it should be. */
export const successReasons = {
  Ready: { stalls: false, means: 'Everything is in place.', todo: 'Nothing.' },
  Done: { stalls: false, means: 'This step is done.', todo: 'Nothing.' }
} as const satisfies ReasonEntries
