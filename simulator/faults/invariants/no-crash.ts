import type { Invariant } from './invariant.ts'

/** It has no checks: the engine detects a crash, and the runner reports it under this name. */
export const noCrash: Invariant = {
  name: 'Metacontroller never crashes on an answer',
  begin: () => ({})
}
