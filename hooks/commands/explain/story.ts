import type { Awaited } from '../../conditions/awaited.ts'

/**
 * - Ready: the hostname works
 * - Waiting: it goes on by itself
 * - Stuck: it waits until a person does something
 */
export type StoryState = 'Ready' | 'Waiting' | 'Stuck'

/** One step on the way to Ready. */
export type StoryStep = {
  /** Type of the condition. */
  step: string
  title: string
  /** The present step is `now`, or `stuck` if a person has to do something. */
  state: 'done' | 'now' | 'stuck' | 'to come'
  reason?: string
  /** When the step was done, or when the wait for it began. RFC 3339. */
  at?: string
  /** How long the step took (s), if it was done on the way to Ready, and not later again. */
  tookSeconds?: number
  usualSeconds: number
}

/** What a person has to know about something that is not as it should be. */
export type Advice = {
  reason: string
  /** What is the case, in the words of the condition. */
  fact: string
  /** What to do, in the words of the condition. */
  todo: string
  awaited: Awaited
  /** Since when (RFC 3339). */
  since?: string
}

/** What another object says that concerns the hostname. */
export type Beside = { object: string; says: string }

/** Something that could not be read, and why. */
export type Unread = { what: string; isDenied: boolean; why: string }

/** The story of one hostname. All times are in RFC 3339. */
export type Story = {
  hostname: string
  request?: string
  pool: string
  claim?: string
  gateway?: string
  url?: string
  state: StoryState
  /** When the hostname was asked for. */
  askedAt?: string
  /** Since when it is in this state. */
  since?: string
  steps: readonly StoryStep[]
  /** What is awaited; absent if nothing is. */
  next?: Advice
  /** What works now, but not for long. */
  warnings: readonly Advice[]
  beside: readonly Beside[]
  unread: readonly Unread[]
}

/** Whether a step is the one that is awaited now. */
export function isPresent({ state }: StoryStep): boolean {
  return state === 'now' || state === 'stuck'
}
