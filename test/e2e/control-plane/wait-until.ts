import { setTimeout as sleep } from 'node:timers/promises'

export type WaitOptions = {
  /** In milliseconds. */
  within?: number
  every?: number
  /** Says why the wait is in vain; it then ends at once. */
  death?: () => string | undefined
}

/**
 * Asks again and again until the answer is neither `undefined` nor false. @returns the answer
 * @throws after the time is over; `what` names what was waited for
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { within = 60_000, every = 200, death }: WaitOptions = {}
): Promise<T> {
  const end = Date.now() + within
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    const why = death?.()
    if (why !== undefined) throw new Error(`${what}: ${why}`)
    if (Date.now() > end) throw new Error(`${what}: not within ${within / 1000} s`)
    await sleep(every)
  }
}
