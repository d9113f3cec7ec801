import type { Step } from '../to-ready/to-ready.ts'
import { aliasRemoved } from './alias-removed.ts'
import { certificatesRemoved } from './certificates-removed.ts'
import { settled } from './settled.ts'
import { validationRemoved } from './validation-removed.ts'

/** The way back, in order: each step waits for the one before. When all are done nothing of ours is left. */
export const toGone = { aliasRemoved, certificatesRemoved, validationRemoved, settled } satisfies {
  [step: string]: Step
}

/** A step of the way back. */
export type StepToGone = keyof typeof toGone
