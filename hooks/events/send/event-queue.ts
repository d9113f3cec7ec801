import type { Clock } from '../../clock.ts'
import type { Log } from '../../hook.ts'
import { createHourlyLog } from '../../hourly-log.ts'
import type { SendToAPI } from '../../kubernetes/service-account.ts'
import type { TakeEvents } from '../decide/new-event.ts'
import { createPoster } from './poster.ts'
import { createWaitingEvents } from './waiting-events.ts'

/** Events on their way to the API server. */
export type EventQueue = {
  take: TakeEvents
  /** Takes no more events, and resolves when the rest is sent, or after two seconds. */
  stop: () => Promise<void>
}

export type EventQueueOptions = {
  clock: Clock
  send: SendToAPI
  log: Log
  /** The name of this pod. */
  instance: string
  /** How many events wait at most; `mostWaiting` if absent. */
  most?: number
}

/** The most events that wait. One takes about 1 kB. */
const mostWaiting = 2_000
/** The time (ms) between two requests: 20 a second. */
const paceMs = 50
/** The first pause (ms) after a failure, and the longest. */
const pauses = { first: 1_000, longest: 60_000 }
/** How long (ms) an event is tried to be sent. */
const triedForMs = 600_000
/** How long (ms) the end of the process waits for the events that are left. */
const lastWordsMs = 2_000

/** Makes the queue. It sends one request at a time, and sets no timer while it is empty. */
export function createEventQueue(options: EventQueueOptions): EventQueue {
  const { clock, log, most = mostWaiting } = options
  const waiting = createWaitingEvents(most)
  const post = createPoster(options)
  const sayHourly = createHourlyLog(clock, log)
  let running: Promise<void> | undefined
  let isClosing = false

  async function sendAll(): Promise<void> {
    let pause = pauses.first
    try {
      for (let entry = waiting.next(); entry !== undefined; entry = waiting.next()) {
        const isOld = clock.now() - entry.lastAt > triedForMs
        const outcome = isOld ? 'dropped' : await post(entry)
        if (outcome === 'sent') pause = pauses.first
        if (isOld || typeof outcome !== 'string') sayHourly('events cannot be sent', outcome)
        if (isClosing) continue
        if (typeof outcome === 'string' || outcome.isFinal) {
          await clock.sleep(paceMs)
          continue
        }
        waiting.putBack(entry)
        await clock.sleep(Math.max(pause, outcome.afterMs ?? 0))
        pause = Math.min(pause * 2, pauses.longest)
      }
    } finally {
      // In the same step as the end of the loop. Nothing would send an event that comes in between.
      running = undefined
    }
  }

  return {
    take: events => {
      if (events.length === 0 || isClosing) return
      const dropped = waiting.add(events, clock.now())
      if (dropped > 0) sayHourly('the queue of events is full', { dropped })
      running ??= sendAll()
    },
    stop: async () => {
      isClosing = true
      await Promise.race([running, clock.sleep(lastWordsMs)])
    }
  }
}
