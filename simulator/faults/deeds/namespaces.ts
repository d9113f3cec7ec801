import { apiVersion } from '../../../hooks/api/schema.ts'
import type { ObjectRef } from '../../api-store/objects.ts'
import { namespaceManifest, requestManifest } from '../manifests.ts'
import type { DeedOf, PoolName } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'

const requests = { apiVersion, kind: 'GatewayHostnameRequest' }

/** A team asks for a hostname. */
export function makeRequest(
  { namespace, name, hostname, pool }: DeedOf<'request'>,
  { cluster }: FaultWorld
): boolean {
  const there = cluster.store.get({ ...requests, namespace, name })
  const made = cluster.store.apply(requestManifest(namespace, name, hostname, pool), {
    manager: 'team'
  })
  return made !== there
}

/** A team takes one request back. */
export function withdrawRequest(namespace: string, name: string, { cluster }: FaultWorld): boolean {
  cluster.store.delete({ ...requests, namespace, name })
  return true
}

/** All teams take back what they asked of a pool. */
export function withdrawAll(pool: PoolName, { cluster: { store } }: FaultWorld): boolean {
  const asked = store.list(requests).filter(({ spec }) => spec?.poolName === pool)
  for (const { metadata } of asked)
    store.delete({ ...requests, namespace: metadata.namespace, name: metadata.name })
  return asked.length > 0
}

function namespaceRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'Namespace', name }
}

/** A team's namespace goes, with everything in it. */
export function deleteNamespace(name: string, { cluster }: FaultWorld): boolean {
  cluster.store.delete(namespaceRef(name))
  return true
}

/** The namespace is made anew, with the label that it had at first. */
export function makeNamespace(name: string, { cluster }: FaultWorld): boolean {
  cluster.store.create(namespaceManifest(name), { manager: 'platform' })
  return true
}

/** Gives a namespace the label that pools with a selector ask for, or takes it away. */
export function labelNamespace(
  name: string,
  isAllowed: boolean,
  { cluster: { store } }: FaultWorld
): boolean {
  const there = store.read(namespaceRef(name))
  return (
    store.apply(namespaceManifest(name, isAllowed), { manager: 'platform', force: true }) !== there
  )
}
