import type { Static } from 'typebox'
import type { condition, requestRef } from './schema.ts'

/** The fields of an object's metadata that the hooks use. */
export type ObjectMeta = {
  name: string
  namespace?: string
  uid: string
  generation?: number
  resourceVersion?: string
  creationTimestamp?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: readonly string[]
  ownerReferences?: readonly OwnerReference[]
  /** Which field manager owns which field. Not validated: any value is possible. */
  managedFields?: unknown
}

type OwnerReference = {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
}

/** An object as the API server stores it. */
export type KubernetesObject<Spec = unknown, Status = unknown> = {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  spec: Spec
  status?: Status
}

/** A child that a hook answers with: the object as it should be. */
export type DesiredObject<Spec = unknown> = {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    finalizers?: readonly string[]
  }
  spec: Spec
}

export type Condition = Static<typeof condition>
export type RequestRef = Static<typeof requestRef>
