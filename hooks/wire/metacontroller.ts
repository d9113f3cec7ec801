import Type, { type Static } from 'typebox'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import { group } from '../api/schema.ts'

/**
 * Requests and responses of Metacontroller's CompositeController hooks, hook version v2
 * (https://metacontroller.github.io/metacontroller/api/compositecontroller.html).
 * The schemas check only that a body is a Metacontroller request. The objects in it are checked one
 * by one later, so that one invalid object harms only itself.
 */

/**
 * Fields of the metadata that the hooks put into texts or compare. The API server stores no object
 * of any kind in which they have another type.
 */
const texts = {
  namespace: Type.Optional(Type.String()),
  creationTimestamp: Type.Optional(Type.String()),
  deletionTimestamp: Type.Optional(Type.String())
}

const object = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  metadata: Type.Object({
    ...texts,
    name: Type.String({ minLength: 1 }),
    uid: Type.String({ minLength: 1 })
  })
})

/**
 * Objects by group (`Kind.group/version`), then by `namespace/name`, or by `name` if the object is
 * cluster-scoped.
 */
const groups = Type.Record(
  Type.String(),
  Type.Record(
    Type.String(),
    Type.Object({
      metadata: Type.Object({
        ...texts,
        name: Type.String({ minLength: 1 }),
        uid: Type.Optional(Type.String())
      })
    })
  )
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

/** The kind of the parents of each CompositeController, by the name of the CompositeController. */
export const parentKinds: Readonly<Record<string, string>> = {
  'gateway-pool': 'GatewayPool',
  'domain-claim': 'DomainClaim',
  'hostname-request': 'GatewayHostnameRequest'
}

/** The parent of a hook request. A parent of another kind was sent to the wrong hook. */
function parentOf(kind: string | undefined) {
  const ours = Type.Object({
    apiVersion: Type.String({ pattern: `^${group.replaceAll('.', '\\.')}/` }),
    kind: kind === undefined ? Type.String() : Type.Literal(kind)
  })
  return Type.Intersect([object, ours])
}

/** The schema of a sync or finalize request, for a hook whose parents are of this kind. */
export function syncRequestSchema(kind: string | undefined) {
  return Type.Object({
    controller,
    parent: parentOf(kind),
    children: groups,
    related: groups,
    finalizing: Type.Boolean()
  })
}

/** The schema of a customize request, for a hook whose parents are of this kind. */
export function customizeRequestSchema(kind: string | undefined) {
  return Type.Object({ controller, parent: parentOf(kind) })
}

export type CompositeController = Static<typeof controller>
/** Observed objects by group and key: the children or the related objects of a hook request. */
export type ObjectGroups = Record<string, Record<string, KubernetesObject>>

export type SyncRequest<Parent = KubernetesObject> = {
  controller: CompositeController
  parent: Parent
  children: ObjectGroups
  related: ObjectGroups
  finalizing: boolean
}

/** The answer of sync and finalize. Metacontroller refuses an answer that has any other field. */
export type SyncResponse<Status = unknown> = {
  status: Status
  /** All children that should exist. Metacontroller deletes a child that is left out. */
  children: readonly DesiredObject[]
  /** After this time Metacontroller syncs the parent once more. It must be greater than 0. */
  resyncAfterSeconds?: number
  /** Only in answers of finalize. True when nothing is left, so the finalizer can be removed. */
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
