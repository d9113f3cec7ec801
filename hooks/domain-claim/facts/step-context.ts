/** What a step knows beside the claim and the observation. */
export type StepContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** When this sync began (ms). A look from later than this cannot be made any fresher. */
  began: number
  /** Id of this cluster. Records and certificates that name it are ours. */
  cluster: string
  /** Seconds after which a call that we have sent can no longer have an effect. */
  settleSeconds: number
}

/** A look of at most this age (ms) counts as a look made now. */
export const justNow = 10_000

/**
 * Whether something was looked at since this sync began, or moments before. A look may wait long
 * for its place in the queue of calls. It still counts as fresh, so that no step asks for it
 * endlessly.
 * @param asOf when it was looked at (ms); `undefined` when it never was
 * @param slackMs how much older the look may be, because looking itself takes long
 */
export function isFresh(
  asOf: number | undefined,
  { began, now }: StepContext,
  slackMs = 0
): boolean {
  return asOf !== undefined && asOf >= Math.min(began, now - justNow) - slackMs
}
