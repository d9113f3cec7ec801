import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { APIAnswer, APIRequest, SendToAPI } from '../../kubernetes/service-account.ts'
import { setNewest } from '../../set-newest.ts'
import { textOf } from '../../text/text-of.ts'
import type { NewEvent } from '../decide/new-event.ts'
import { eventObject, eventPath, namespaceFor, seriesOf } from './event-object.ts'
import type { WaitingEvent } from './waiting-events.ts'

/** Why an event was not sent, and whether it makes sense to try again. */
export type NotSent = {
  isFinal: boolean
  /** For how long (ms) the API server asks to be left alone. */
  afterMs?: number
  status?: number
  error: string
}

/** An Event that the API server has. */
type Sent = { name: string; namespace: string; count: number; lastAt: number }

/**
 * For how long (ms) after its last repetition an Event is continued. API servers keep an Event for
 * an hour after its last change (--event-ttl), so it is there still.
 */
const seriesMs = 1_800_000
/** How many Events this process can continue. */
const mostSeries = 5_000
/** How long (ms) the API server may take for one request. */
const limitMs = 10_000

type PosterOptions = { clock: Clock; send: SendToAPI; instance: string }

/** Makes what sends one event: a new Event, or one more in the series of an Event. */
export function createPoster({ clock, send, instance }: PosterOptions) {
  const series = new Map<string, Sent>()
  return async (entry: WaitingEvent): Promise<'sent' | NotSent> => {
    const known = series.get(entry.key)
    const isRecent = known !== undefined && entry.firstAt - known.lastAt < seriesMs
    try {
      const continued = isRecent ? await patch(entry, known) : undefined
      if (continued !== undefined && continued !== 'missing') return continued
      return await create(entry)
    } catch (error) {
      return { isFinal: false, error: error instanceof Error ? error.message : textOf(error) }
    }
  }

  /** One more in a series. The Event may be gone, for example because API servers keep it shorter. */
  async function patch({ key, count: more, lastAt }: WaitingEvent, sent: Sent) {
    const { name, namespace } = sent
    const count = sent.count + more
    const answer = await withinLimit(clock, signal =>
      send({
        method: 'PATCH',
        path: eventPath(namespace, name),
        contentType: 'application/merge-patch+json',
        body: JSON.stringify(seriesOf({ count, lastAt })),
        signal
      })
    )
    if (answer.status === 404) return 'missing'
    return noted(answer, key, { name, namespace, count, lastAt })
  }

  async function create({ key, event, firstAt, lastAt, count }: WaitingEvent) {
    const namespace = namespaceFor(event)
    const name = nameFor(event)
    const body = eventObject(event, { name, firstAt, lastAt, count, instance })
    const answer = await withinLimit(clock, signal => send(postOf(namespace, body, signal)))
    return noted(answer, key, { name, namespace, count, lastAt })
  }

  function noted(answer: APIAnswer, key: string, sent: Sent): 'sent' | NotSent {
    const failure = failureIn(answer)
    if (failure !== undefined) return failure
    setNewest(series, key, sent, mostSeries)
    return 'sent'
  }
}

function postOf(namespace: string, event: object, signal: AbortSignal): APIRequest {
  return {
    method: 'POST',
    path: eventPath(namespace),
    contentType: 'application/json',
    body: JSON.stringify(event),
    signal
  }
}

/**
 * What a refusal means. Only an API server that is busy or has no valid token for us yet takes the
 * same event later. 403 is also the answer in a namespace that is being deleted.
 */
function failureIn({ status, body, retryAfter }: APIAnswer): NotSent | undefined {
  if (status >= 200 && status < 300) return undefined
  const isFinal = status < 500 && status !== 429 && status !== 401
  const seconds = Number(retryAfter)
  const afterMs = seconds > 0 ? { afterMs: Math.min(seconds, 600) * 1000 } : {}
  return { isFinal, status, error: body.slice(0, 500), ...afterMs }
}

/** The name of an Event begins with the name of its object, as `kubectl get events` shows it. */
function nameFor({ regarding }: NewEvent): string {
  const start = regarding.name.slice(0, 200).replace(/[^a-z0-9]+$/, '')
  return `${start}.${randomUUID().replaceAll('-', '').slice(0, 16)}`
}

/** The answer, or an error after `limitMs`, even if the request ignores its signal. */
async function withinLimit(
  clock: Clock,
  send: (signal: AbortSignal) => Promise<APIAnswer>
): Promise<APIAnswer> {
  const [call, timer] = [new AbortController(), new AbortController()]
  const never = () => new Promise<never>(() => undefined)
  const late = clock.sleep(limitMs, timer.signal).then(() => {
    throw new Error(`the API server has not answered in ${limitMs / 1000} s`)
  }, never)
  try {
    return await Promise.race([send(call.signal), late])
  } finally {
    timer.abort()
    call.abort()
  }
}
