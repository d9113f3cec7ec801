import type { Leftover } from '../facts/action.ts'
import type { Step } from '../facts/outcome.ts'
import { aliasRemoved } from './alias-removed.ts'
import { certificatesRemoved } from './certificates-removed.ts'
import { settled } from './settled.ts'
import { validationRemoved } from './validation-removed.ts'

/** A step of the way back. */
export type StepToGone = `${Leftover}Removed` | 'settled'

/** The way back, in order: each step waits for the one before. After the last, AWS is clean. */
export const toGone = {
  aliasRemoved,
  certificatesRemoved,
  validationRemoved,
  settled
} satisfies Record<StepToGone, Step>
