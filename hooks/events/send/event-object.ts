import { group } from '../../api/schema.ts'
import { defined } from '../../defined.ts'
import type { NewEvent } from '../decide/new-event.ts'

/** The API version of the events that are sent. */
const eventsAPI = 'events.k8s.io/v1'

/**
 * Who reports. It is the same for all pods, so that
 * `kubectl get events --field-selector reportingComponent=…` finds all events of the hooks.
 */
export const reportingController = `${group}/hooks`

/** How often something happened, and when for the last time (ms). */
export type Repeats = { count: number; lastAt: number }

/** What an event has beside what it says. */
export type EventIdentity = Repeats & {
  name: string
  /** When it happened for the first time, in milliseconds. */
  firstAt: number
  /** The pod that reports. */
  instance: string
}

/** Events about objects of the cluster are in this namespace: the API server takes no other. */
const namespaceOfCluster = 'default'

/** The namespace of an event about this object. */
export function namespaceFor({ regarding }: NewEvent): string {
  return regarding.namespace ?? namespaceOfCluster
}

/** The path of an event, or of the collection in which it is created. */
export function eventPath(namespace: string, name?: string): string {
  const collection = `/apis/${eventsAPI}/namespaces/${namespace}/events`
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`
}

/** The object of kind Event. */
export function eventObject(event: NewEvent, identity: EventIdentity): object {
  const { type, reason, action, note, regarding, related } = event
  const { name, firstAt, instance } = identity
  return {
    apiVersion: eventsAPI,
    kind: 'Event',
    metadata: { name, namespace: namespaceFor(event) },
    eventTime: microTime(firstAt),
    reportingController,
    // The API server takes 128 characters at most.
    reportingInstance: instance.slice(0, 128),
    ...{ type, reason, action, note, regarding },
    ...defined({ related }),
    ...seriesOf(identity)
  }
}

/**
 * The series of an event; empty for an event that happened once, because the API server asks for a
 * count of 2 at least.
 */
export function seriesOf({ count, lastAt }: Repeats): { series?: object } {
  return count < 2 ? {} : { series: { count, lastObservedTime: microTime(lastAt) } }
}

/** A time as `MicroTime` of Kubernetes: RFC 3339 with six digits after the second. */
function microTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z')
}
