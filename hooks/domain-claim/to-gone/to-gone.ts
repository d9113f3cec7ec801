import type { Remains } from '../facts/action.ts'
import type { Step } from '../facts/outcome.ts'
import { aliasRemoved } from './alias-removed.ts'
import { certificatesRemoved } from './certificates-removed.ts'
import { settled } from './settled.ts'
import { validationRemoved } from './validation-removed.ts'

/** A step of the way back. */
export type StepToGone = `${Remains}Removed` | 'settled'

/**
 * The steps by which a deleted claim goes, in order. Each step waits for the step before it. After
 * the last step nothing of the claim is left in AWS.
 */
export const toGone = {
  aliasRemoved,
  certificatesRemoved,
  validationRemoved,
  settled
} satisfies Record<StepToGone, Step>
