import { fieldOf } from '../../api/field-of.ts'
import type { HostnameRequest } from '../../api/gateway-hostname-request.ts'
import type { KubernetesObject, RequestRef } from '../../api/objects.ts'
import { readRequest } from '../../api/read.ts'
import { textOf } from '../../text/text-of.ts'

/** A live request to this pool. */
export type SeenRequest = { ref: RequestRef; hostname: string; createdAt: string }

/** A live request to this pool with a field that is not valid. */
export type UnreadableRequest = { ref: RequestRef; problem: string }

/** Live requests to one pool. */
export type SeenRequests = {
  /** In the order of their age. */
  readable: readonly SeenRequest[]
  /** Requests that cannot be read but can be answered, because their metadata is valid. */
  unreadable: readonly UnreadableRequest[]
  /** Names of requests that cannot be answered, because their metadata is broken. */
  unanswerable: readonly string[]
}

/** The default of spec.poolName in the CRD. */
const defaultPool = 'default'

/** The form of the name of a Kubernetes object. A uid needs this form too: it names a denial. */
const objectName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/

/** Picks the requests to one pool. A request that is being deleted counts as gone. */
export function requestsOf(objects: readonly KubernetesObject[], poolName: string): SeenRequests {
  const readable = new Map<string, SeenRequest>()
  const unreadable = new Map<string, UnreadableRequest>()
  const unanswerable: string[] = []
  for (const object of objects) {
    if (object.metadata.deletionTimestamp !== undefined || poolOf(object) !== poolName) continue
    const ref = refOf(object)
    const reading = readRequest(object)
    if (ref === undefined) unanswerable.push(textOf(object.metadata.name).slice(0, 253))
    else if (reading.ok) readable.set(ref.uid, requestOf(reading.value, ref))
    else unreadable.set(ref.uid, { ref, problem: reading.problem })
  }
  return {
    readable: [...readable.values()].sort(byAge),
    unreadable: [...unreadable.values()],
    unanswerable
  }
}

/** Order of admission: the older first, then by uid. */
function byAge(a: SeenRequest, b: SeenRequest): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1
  return a.ref.uid < b.ref.uid ? -1 : 1
}

function poolOf(object: KubernetesObject): string {
  const poolName = fieldOf(object.spec, 'poolName')
  return typeof poolName === 'string' ? poolName : defaultPool
}

function refOf(object: KubernetesObject): RequestRef | undefined {
  const { namespace, name, uid } = object.metadata
  const isNamed =
    typeof namespace === 'string' && typeof name === 'string' && typeof uid === 'string'
  if (!isNamed || !objectName.test(uid) || !objectName.test(namespace) || !objectName.test(name))
    return undefined
  return { namespace, name, uid }
}

/** A request without a creation time is the youngest: '~' sorts behind all digits. */
function requestOf(request: HostnameRequest, ref: RequestRef): SeenRequest {
  return {
    ref,
    hostname: request.spec.hostname,
    createdAt: request.metadata.creationTimestamp ?? '~'
  }
}
