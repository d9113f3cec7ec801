import type { Invariant } from './invariant.ts'

/** Has no checks of its own: the engine reports the crash. The name serves the report. */
export const noCrash: Invariant = {
  name: 'Metacontroller never crashes on an answer',
  begin: () => ({})
}
