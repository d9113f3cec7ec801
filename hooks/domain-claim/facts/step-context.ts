/** What a step knows beside the claim and the observation. */
export type StepContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** When this sync began (ms). What was seen later than this always counts as fresh. */
  began: number
  /** Id of this cluster. Records and certificates that name it are ours. */
  cluster: string
  /**
   * Seconds from the start of a sync until nothing that it has sent to AWS can still have an
   * effect.
   */
  settleSeconds: number
  /**
   * Whether the status that was read from the API server has a certificate, so that the claim keeps
   * its hosted zones for life. Before that, no record may be written: the pool could still give the
   * claim another zone, and the record would be left behind.
   */
  keepsZones: boolean
  /**
   * When this process first began a sync that showed the deletion of the claim (ms). Absent if the
   * claim is not deleted.
   */
  deletionSeenAt?: number
}

/** What was seen at most this long (ms) ago counts as seen now. */
export const justNowMs = 10_000

/**
 * Whether something was seen since this sync began, or moments before. A call may wait long in the
 * queue, so that what it saw is old when a step reads it. It still counts as fresh if it was seen
 * during this sync. Otherwise the step would ask for it endlessly.
 * @param asOf when it was seen (ms); `undefined` when it never was
 * @param slackMs how much older than that it may be, because reading it takes long
 */
export function isFresh(
  asOf: number | undefined,
  { began, now }: StepContext,
  slackMs = 0
): boolean {
  return asOf !== undefined && asOf >= Math.min(began, now - justNowMs) - slackMs
}
