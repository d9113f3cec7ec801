import type { Attributes } from '@opentelemetry/api'
import type { KubernetesObject } from '../api/objects.ts'

/**
 * What the span of a hook says of the object that the hook is about.
 * @param body the body of the hook request, which has its parent
 */
export function aboutHook(body: unknown, dryRun: boolean): Attributes {
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
