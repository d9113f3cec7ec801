import type { Invariant } from './invariant.ts'

/** This invariant has no checks: the engine reports each crash, and the report has this name. */
export const noCrash: Invariant = {
  name: 'Metacontroller never crashes on an answer',
  begin: () => ({})
}
