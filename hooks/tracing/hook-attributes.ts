import type { Attributes } from '@opentelemetry/api'
import type { KubernetesObject } from '../api/objects.ts'

/**
 * The attributes that the span of a hook request has about its parent.
 * @param body the body of the hook request, as its schema has checked it
 */
export function hookAttributes(body: unknown, dryRun: boolean): Attributes {
  const { kind, metadata } = (body as { parent: KubernetesObject }).parent
  const { namespace, name, uid } = metadata
  return {
    'gateway_orchestrator.parent.kind': kind,
    'gateway_orchestrator.parent.name': name,
    'gateway_orchestrator.parent.uid': uid,
    ...(typeof namespace === 'string' ? { 'k8s.namespace.name': namespace } : {}),
    'gateway_orchestrator.dry_run': dryRun
  }
}
