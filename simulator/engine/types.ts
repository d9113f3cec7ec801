import type { Clock } from '../../hooks/clock.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../api-store/objects.ts'
import type { LabelSelector } from '../api-store/selectors.ts'
import type { WatchEvent } from '../api-store/storage.ts'

export type HookName = 'sync' | 'finalize' | 'customize'

export type Webhook = {
  url?: string
  service?: { name: string; namespace: string; port?: number; protocol?: string }
  path?: string
  /** Go's notation, `30s`; 10 s by default. */
  timeout?: string
  authorization?: Authorization
}

/** A header with a value from a Secret, `Bearer` unless it says otherwise. */
export type Authorization = {
  type?: string
  secretRef: { namespace: string; name: string; key: string }
}

export type Hook = { version?: string; webhook: Webhook }

export type UpdateMethod = 'OnDelete' | 'InPlace'

/** A CompositeController, as far as the engine reads it. */
export type CompositeController = {
  apiVersion: string
  kind: string
  metadata: { name: string; [field: string]: unknown }
  spec: {
    parentResource: {
      apiVersion: string
      resource: string
      labelSelector?: LabelSelector
      ignoreStatusChanges?: boolean
    }
    childResources?: readonly {
      apiVersion: string
      resource: string
      updateStrategy?: { method?: string }
    }[]
    hooks: { [hook in HookName]?: Hook }
    generateSelector?: boolean
    resyncPeriodSeconds?: number
    /** For webhooks on that host (`name.namespace.svc:8080`) that have no authorization of their own. */
    endpointConfigs?: readonly { host: string; authorization?: Authorization }[]
  }
}

export type HookRequest = {
  headers: { [name: string]: string }
  timeoutSeconds: number
  signal: AbortSignal
  /** What the body says, frozen; only for a transport that takes objects. */
  object?: object
}

/** Header names are in lower case. */
export type HookReply = { status: number; headers: { [name: string]: string }; body: string }

/** Carries a request to a hook. Rejects where there is no reply; `signal` says that the engine has given up. */
export type Call = {
  (url: string, body: string, request: HookRequest): Promise<HookReply>
  /**
   * A transport within the process that takes `object`, frozen, in place of a body, which is empty then: two thirds of
   * the time of a long simulation would go into writing and reading JSON.
   */
  takesObjects?: true
}

/** What goes wrong with a call: it is lost on its way, its reply is lost, or comes late (too late: a timeout). */
export type HookFault = { lose: 'request' } | { lose: 'reply' } | { delayReplyMilliseconds: number }

/** Decides what goes wrong, and in which order things are done where the real one leaves it to chance. */
export type FaultPolicy = {
  /** How long after an event the caches see it; events of one kind stay in order. */
  informerLagMilliseconds?: (event: WatchEvent) => number
  /** Whether a controller misses what an event of a related object means for a parent. */
  dropRelatedEvent?: (event: {
    controller: string
    parent: KubeObject
    related: KubeObject
  }) => boolean
  /** Whether somebody else's write gets in between, so that this try fails; after four tries the write is given up. */
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
  writeMilliseconds?: (write: {
    verb: 'apply' | 'delete' | 'status' | 'finalizer'
    ref: ObjectRef
  }) => number
}

/** What one sync of one parent came to. */
export type SyncReport = {
  controller: string
  parent: ObjectRef
  hook: 'sync' | 'finalize' | 'none'
  result: 'done' | 'failed' | 'too many requests'
  error?: string
  applied: readonly ObjectRef[]
  deleted: readonly ObjectRef[]
  statusWritten: boolean
}

/** A Warning event, as the real one writes it on the parent. */
export type SyncErrorEvent = {
  at: number
  controller: string
  parent: ObjectRef
  reason: 'SyncError'
  message: string
}

export type EngineOptions = {
  store: ApiStore
  compositeControllers: readonly CompositeController[]
  call: Call
  clock: Clock
  /** 0 to 1; where it is missing, what the real one leaves to chance is done in order. */
  random?: () => number
  policy?: FaultPolicy
  /** Values for `authorization.secretRef`, by `namespace/name`, then key; read once, at the start. */
  secrets?: { [name: string]: { [key: string]: string } }
  /** How many parents of one controller are synced at a time; 5 by default. */
  workers?: number
  onSync?: (report: SyncReport) => void
  /** Called with what would crash the real process. By default it is thrown where nobody catches it. */
  onCrash?: (error: Error) => void
}

/** What a sync or finalize hook answers. */
export type SyncResponse = {
  status: JsonObject
  children: readonly KubeObject[]
  resyncAfterSeconds: number
  finalized: boolean
}
