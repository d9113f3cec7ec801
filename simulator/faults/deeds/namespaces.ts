import type { ObjectRef } from '../../api-store/objects.ts'
import { namespaceManifest } from '../manifests.ts'
import type { FaultWorld } from '../world.ts'

function namespaceRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Namespace', name }
}

/** A team's namespace is deleted, with everything in it. */
export function deleteNamespace(name: string, { cluster }: FaultWorld): boolean {
  cluster.store.delete(namespaceRef(name))
  return true
}

/** The namespace is created again, with the label `allowedLabel`. */
export function makeNamespace(name: string, { cluster }: FaultWorld): boolean {
  cluster.store.create(namespaceManifest(name), { manager: 'platform' })
  return true
}

/** A namespace gets or loses the label that the namespace selectors of pools match. */
export function labelNamespace(
  name: string,
  isAllowed: boolean,
  { cluster: { store } }: FaultWorld
): boolean {
  const before = store.read(namespaceRef(name))
  const manifest = namespaceManifest(name, isAllowed)
  return store.apply(manifest, { manager: 'platform', force: true }) !== before
}

/** A namespace gets all labels that any domain asks for. */
export function allowNamespace(name: string, { cluster: { store } }: FaultWorld): boolean {
  store.apply(namespaceManifest(name, true, true), { manager: 'platform', force: true })
  return true
}
