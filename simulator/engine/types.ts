import type { Clock } from '../../hooks/clock.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../api-store/objects.ts'
import type { LabelSelector } from '../api-store/selectors.ts'
import type { WatchEvent } from '../api-store/storage.ts'

export type HookName = 'sync' | 'finalize' | 'customize'

/** The address of a hook (`url`, or `service` and `path`) and how it is called. */
export type Webhook = {
  url?: string
  service?: { name: string; namespace: string; port?: number; protocol?: string }
  path?: string
  /** A duration in Go's notation, such as `30s`; 10 seconds by default. */
  timeout?: string
  authorization?: Authorization
}

/** An Authorization header with a value from a Secret. The default type is `Bearer`. */
export type Authorization = {
  type?: string
  secretRef: { namespace: string; name: string; key: string }
}

export type Hook = { version?: string; webhook: Webhook }

/** A resource in the spec of a CompositeController: an API version and a plural. */
export type ResourceRule = { apiVersion: string; resource: string }

/** The fields of a CompositeController that the engine reads. */
export type CompositeController = {
  apiVersion: string
  kind: string
  metadata: { name: string; [field: string]: unknown }
  spec: {
    parentResource: ResourceRule & {
      labelSelector?: LabelSelector
      ignoreStatusChanges?: boolean
    }
    childResources?: readonly (ResourceRule & { updateStrategy?: { method?: string } })[]
    hooks: { [hook in HookName]?: Hook }
    generateSelector?: boolean
    resyncPeriodSeconds?: number
    /** Authorization by host (`name.namespace.svc:8080`), for webhooks without their own. */
    endpointConfigs?: readonly { host: string; authorization?: Authorization }[]
  }
}

export type HookRequest = {
  headers: { [name: string]: string }
  timeoutSeconds: number
  signal: AbortSignal
  /** The content of the body as a frozen object, for a transport that takes objects. */
  object?: object
}

/** The reply of a hook. Header names are in lower case. */
export type HookReply = { status: number; headers: { [name: string]: string }; body: string }

/** Sends a request to a hook. Rejects when no reply comes. The engine aborts it by `signal`. */
export type Call = {
  (url: string, body: string, request: HookRequest): Promise<HookReply>
  /**
   * Set for a transport within the process that takes a frozen `object` in place of the body. The
   * body is empty then. Writing and reading JSON would take two thirds of a long simulation's time.
   */
  takesObjects?: true
}

/** A fault of one hook call: the request or the reply is lost, or the reply is delayed. */
export type HookFault = { lose: 'request' } | { lose: 'reply' } | { delayReplyMilliseconds: number }

/** The flags `--client-go-qps` and `--client-go-burst`. */
export type RateLimit = { qps: number; burst: number }

/** Metacontroller's client for the API server, and how long the API server takes for a request. */
export type ClientOptions = RateLimit & { callMilliseconds: number }

export type ApiVerb = 'GET' | 'PUT' | 'PATCH' | 'DELETE'

/** What a request is for. `owners` is the adoption or the release of a child. */
export type ApiPurpose = 'status' | 'finalizer' | 'owners' | 'apply' | 'delete'

/** A request of Metacontroller to the API server. */
export type ApiRequest = {
  controller: string
  verb: ApiVerb
  purpose: ApiPurpose
  ref: ObjectRef
}

/** Injects faults into the engine. */
export type FaultPolicy = {
  /** How long after an event the caches see it. Events of one kind stay in order. */
  informerLagMilliseconds?: (event: WatchEvent) => number
  /** Whether the event of a related object fails to enqueue this parent. */
  dropRelatedEvent?: (event: {
    controller: string
    parent: KubeObject
    related: KubeObject
  }) => boolean
  /** Whether this attempt to write a status meets a conflict. There are four attempts. */
  conflictStatusWrite?: (write: {
    controller: string
    parent: KubeObject
    attempt: number
  }) => boolean
  hookFault?: (call: {
    controller: string
    hook: HookName
    parent: KubeObject
  }) => HookFault | undefined
  /** How long a write to the API takes. */
  writeMilliseconds?: (write: { purpose: ApiPurpose; ref: ObjectRef }) => number
}

/** What one sync of one parent did. */
export type SyncReport = {
  controller: string
  parent: ObjectRef
  hook: 'sync' | 'finalize' | 'none'
  result: 'done' | 'failed' | 'too many requests'
  error?: string
  applied: readonly ObjectRef[]
  deleted: readonly ObjectRef[]
  statusWritten: boolean
  /** From the start of the sync to its end. */
  milliseconds: number
}

/** The Warning event that Metacontroller writes on a parent. */
export type SyncErrorEvent = {
  /** Milliseconds since the epoch. */
  at: number
  controller: string
  parent: ObjectRef
  reason: 'SyncError'
  message: string
}

export type EngineOptions = {
  store: ControllerStore
  compositeControllers: readonly CompositeController[]
  call: Call
  clock: Clock
  /**
   * Returns a number from 0 to 1 and decides in which order the objects of a kind are written.
   * Metacontroller's own order is that of Go's maps. By default, objects keep their order.
   */
  random?: () => number
  policy?: FaultPolicy
  /** Values for `authorization.secretRef`, by `namespace/name`, then key. Read at the start. */
  secrets?: { [name: string]: { [key: string]: string } }
  /** How many parents of one controller are synced at a time; 5 by default. */
  workers?: number
  /**
   * Metacontroller's client. All controllers share its rate. Without a client, requests do not
   * wait for each other, and only the policy says how long they take.
   */
  client?: ClientOptions
  /** Called with each request to the API server, when it is sent. Watches do not count. */
  onRequest?: (request: ApiRequest) => void
  onSync?: (report: SyncReport) => void
  /** Called when an answer would crash Metacontroller. By default the error is uncaught. */
  onCrash?: (error: Error) => void
}

/** The decoded answer of a sync or finalize hook. */
export type SyncResponse = {
  status: JsonObject
  children: readonly KubeObject[]
  resyncAfterSeconds: number
  finalized: boolean
}
