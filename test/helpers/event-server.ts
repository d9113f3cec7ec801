import type { Clock } from '../../hooks/clock.ts'
import { createEventQueue } from '../../hooks/events/send/event-queue.ts'
import type { Log } from '../../hooks/hook.ts'
import type { APIAnswer, APIRequest, SendToAPI } from '../../hooks/kubernetes/service-account.ts'

/** An Event as an API server has it. */
export type StoredEvent = {
  metadata: { name: string; namespace: string }
  type: string
  reason: string
  action: string
  note: string
  eventTime: string
  reportingController: string
  reportingInstance: string
  regarding: { kind: string; name: string; namespace?: string; uid: string }
  related?: { kind: string; name: string }
  series?: { count: number; lastObservedTime: string }
}

/** The part of an API server that has Events, with the checks that the real one makes. */
export type EventServer = {
  send: SendToAPI
  events: () => readonly StoredEvent[]
  /** Forgets all Events, as after their time. */
  forget: () => void
  /** All requests so far. */
  requests: APIRequest[]
  /** Answers in its place, if it returns something. */
  answerWith: (answer: (request: APIRequest) => Promise<APIAnswer> | undefined) => void
}

const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/

export function createEventServer(): EventServer {
  const events = new Map<string, StoredEvent>()
  const requests: APIRequest[] = []
  let instead: (request: APIRequest) => Promise<APIAnswer> | undefined = () => undefined
  return {
    requests,
    events: () => [...events.values()],
    forget: () => events.clear(),
    answerWith: answer => {
      instead = answer
    },
    send: async request => {
      requests.push(request)
      return (await instead(request)) ?? store(events, request)
    }
  }
}

function store(
  events: Map<string, StoredEvent>,
  { method, path, body = '' }: APIRequest
): APIAnswer {
  const [, , , , , namespace = '', , name] = path.split('/')
  if (!path.startsWith('/apis/events.k8s.io/v1/namespaces/')) return refusal(404, 'no such path')
  if (method === 'POST') {
    const event = JSON.parse(body) as StoredEvent
    const problem = problemOf(event, namespace)
    if (problem !== undefined) return refusal(422, problem)
    const key = `${namespace}/${event.metadata.name}`
    if (events.has(key)) return refusal(409, 'exists')
    events.set(key, event)
    return { status: 201, body }
  }
  const known = events.get(`${namespace}/${name}`)
  if (known === undefined) return refusal(404, 'not found')
  const { series, ...more } = JSON.parse(body) as Partial<StoredEvent>
  if (series === undefined || Object.keys(more).length > 0) return refusal(422, 'immutable')
  if (series.count < 2 || !microTime.test(series.lastObservedTime)) return refusal(422, 'series')
  known.series = series
  return { status: 200, body: JSON.stringify(known) }
}

/** What kube-apiserver refuses (pkg/apis/core/validation/events.go). */
function problemOf(event: StoredEvent, namespace: string): string | undefined {
  const { metadata, regarding, note, reason, action, type, series } = event
  const isQualified = /^[a-z0-9.-]+\/[A-Za-z0-9._-]{1,63}$/.test(event.reportingController)
  if (!isQualified) return 'reportingController'
  if (event.reportingInstance === '' || event.reportingInstance.length > 128) return 'instance'
  if (action === '' || action.length > 128 || reason === '' || reason.length > 128) return 'reason'
  if (Buffer.byteLength(note) > 1024) return 'note'
  if (type !== 'Normal' && type !== 'Warning') return 'type'
  if (!microTime.test(event.eventTime)) return 'eventTime'
  if (series !== undefined && series.count < 2) return 'series'
  if (metadata.namespace !== namespace || (regarding.namespace ?? 'default') !== namespace)
    return 'namespace'
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(metadata.name)
  return isName && metadata.name.length <= 253 ? undefined : 'name'
}

function refusal(status: number, message: string): APIAnswer {
  return { status, body: JSON.stringify({ kind: 'Status', message }) }
}

const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** A queue of events that sends to this server, for hooks in this process. */
export function queueTo(server: EventServer, clock: Clock, log = silence) {
  return createEventQueue({ clock, send: server.send, log, instance: 'hooks-0' })
}

/** `Normal Accepted`, with `x2` if it is a series. */
export function wordsOf({ type, reason, series }: StoredEvent): string {
  return `${type} ${reason}${series === undefined ? '' : ` x${series.count}`}`
}

/** The events of one object, in the order in which they happened. */
export function eventsOf({ events }: EventServer, kind: string, name: string) {
  const own = events().filter(({ regarding }) => regarding.kind === kind && regarding.name === name)
  return own.toSorted((a, b) => a.eventTime.localeCompare(b.eventTime))
}
