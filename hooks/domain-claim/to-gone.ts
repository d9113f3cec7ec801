import { aliasRemoved } from './steps-back/alias-removed.ts'
import { certificatesRemoved } from './steps-back/certificates-removed.ts'
import { settled } from './steps-back/settled.ts'
import { validationRemoved } from './steps-back/validation-removed.ts'
import type { Step } from './to-ready.ts'

/** The way back, in order: each step waits for the one before. When all are done nothing of ours is left. */
export const toGone = { aliasRemoved, certificatesRemoved, validationRemoved, settled } satisfies {
  [step: string]: Step
}

/** A step of the way back. */
export type StepToGone = keyof typeof toGone
