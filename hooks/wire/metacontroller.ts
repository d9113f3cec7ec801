import Type, { type Static } from 'typebox'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'

/**
 * Requests and responses of Metacontroller's CompositeController hooks, hook version v2
 * (https://metacontroller.github.io/metacontroller/api/compositecontroller.html).
 * The schemas hold only to what makes a body a Metacontroller request; what is inside each
 * object is checked one by one later, so that one bad object harms only itself.
 */
const object = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  metadata: Type.Object({ name: Type.String({ minLength: 1 }), uid: Type.String({ minLength: 1 }) })
})

/** `Kind.group/version` → `namespace/name`, or `name` of a cluster-scoped object → object. */
const groups = Type.Record(
  Type.String(),
  Type.Record(Type.String(), Type.Object({ metadata: Type.Object({ name: Type.String() }) }))
)

const controller = Type.Object({
  metadata: Type.Object({ name: Type.String() }),
  spec: Type.Object({
    parentResource: Type.Object({ apiVersion: Type.String(), resource: Type.String() }),
    childResources: Type.Optional(
      Type.Array(Type.Object({ apiVersion: Type.String(), resource: Type.String() }))
    )
  })
})

export const syncRequestSchema = Type.Object({
  controller,
  parent: object,
  children: groups,
  related: groups,
  finalizing: Type.Boolean()
})

export const customizeRequestSchema = Type.Object({ controller, parent: object })

export type CompositeController = Static<typeof controller>
/** Observed objects by group and key, as Metacontroller sends children and related objects. */
export type ObjectGroups = Record<string, Record<string, KubernetesObject>>

export type SyncRequest<Parent = KubernetesObject> = {
  controller: CompositeController
  parent: Parent
  children: ObjectGroups
  related: ObjectGroups
  finalizing: boolean
}

/** Answer of sync and finalize. Metacontroller decodes it strictly: no other field is allowed. */
export type SyncResponse<Status = unknown> = {
  status: Status
  /** All that is wanted: what is left out is deleted. */
  children: readonly DesiredObject[]
  /** Ask again after that many seconds, once. Above 0. */
  resyncAfterSeconds?: number
  /** Only from finalize: nothing is left, the finalizer may go. */
  finalized?: boolean
}

export type CustomizeRequest<Parent = KubernetesObject> = {
  controller: CompositeController
  parent: Parent
}

export type RelatedRule = {
  apiVersion: string
  resource: string
  labelSelector?: {
    matchLabels?: Record<string, string>
    matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
  }
  namespace?: string
  names?: readonly string[]
}

export type CustomizeResponse = { relatedResources: readonly RelatedRule[] }
