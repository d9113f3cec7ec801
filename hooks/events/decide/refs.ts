import type { DomainClaimSpec } from '../../api/domain-claim.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { apiVersion } from '../../api/schema.ts'
import { defined } from '../../defined.ts'
import type { ObjectRef } from './new-event.ts'

/** Refers to an object of ours that a hook request contains. */
export function refTo({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): ObjectRef {
  const { name, namespace, uid } = metadata
  return { apiVersion, kind, name, uid, ...defined({ namespace }) }
}

/** Refers to the request that a claim holds its hostname for. The request may be gone. */
export function refToRequest({ requestRef }: Pick<DomainClaimSpec, 'requestRef'>): ObjectRef {
  const { namespace, name, uid } = requestRef
  return { apiVersion, kind: 'GatewayHostnameRequest', namespace, name, uid }
}
