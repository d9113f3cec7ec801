import type { KubeObject } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import type { CompositeController } from './types.ts'

/** The finalizer by which a controller keeps its parents until the finalize hook is done. */
export function finalizerOf({ metadata }: CompositeController): string {
  return `metacontroller.io/compositecontroller-${metadata.name}`
}

export function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true
}

/** Whether the parent matches the controller's label selector. */
export function isSelected({ metadata }: KubeObject, { spec }: CompositeController): boolean {
  return matchesSelector(spec.parentResource.labelSelector, metadata.labels)
}

/** Whether the controller syncs the parent: it is selected, or still has the finalizer. */
export function isSynced(parent: KubeObject, controller: CompositeController): boolean {
  return isSelected(parent, controller) || hasFinalizer(parent, finalizerOf(controller))
}

export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined
}
