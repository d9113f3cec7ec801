import { apiVersion } from '../../../hooks/api/schema.ts'
import { requestManifest } from '../manifests.ts'
import type { DeedOf, PoolName } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'

const requests = { apiVersion, kind: 'GatewayHostnameRequest' }

/** A team requests a hostname. */
export function makeRequest(
  { namespace, name, hostname, pool }: DeedOf<'request'>,
  { cluster: { store } }: FaultWorld
): boolean {
  const before = store.get({ ...requests, namespace, name })
  const manifest = requestManifest(namespace, name, hostname, pool)
  return store.apply(manifest, { manager: 'team' }) !== before
}

/** A team withdraws a request. */
export function withdrawRequest(namespace: string, name: string, { cluster }: FaultWorld): boolean {
  cluster.store.delete({ ...requests, namespace, name })
  return true
}

/** All teams withdraw their requests to a pool. */
export function withdrawAll(pool: PoolName, { cluster: { store } }: FaultWorld): boolean {
  const found = store.list(requests).filter(({ spec }) => spec?.poolName === pool)
  for (const { metadata } of found)
    store.delete({ ...requests, namespace: metadata.namespace, name: metadata.name })
  return found.length > 0
}
