import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
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

/** A team withdraws a request, and will make it again once its claim is gone. */
export function makeAgainWhenGone(request: HostnameRequest, world: FaultWorld): void {
  const { namespace = '', name } = request.metadata
  withdrawRequest(namespace, name, world)
  world.toMakeAgain.add(request)
}

/**
 * Teams make the requests again whose claims are gone. The caller repeats this.
 * @returns whether somebody did so
 */
export function makeRequestsAgain(world: FaultWorld): boolean {
  const gone = [...world.toMakeAgain].filter(
    ({ spec }) => world.truth.claimOf(spec.hostname) === undefined
  )
  for (const request of gone) {
    const { namespace = '', name } = request.metadata
    const { hostname, poolName } = request.spec
    makeRequest({ do: 'request', namespace, name, hostname, pool: poolName as PoolName }, world)
    world.toMakeAgain.delete(request)
  }
  return gone.length > 0
}

/** All teams withdraw their requests to a pool. */
export function withdrawAll(pool: PoolName, { cluster: { store } }: FaultWorld): boolean {
  const found = store.list(requests).filter(({ spec }) => spec?.poolName === pool)
  for (const { metadata } of found)
    store.delete({ ...requests, namespace: metadata.namespace, name: metadata.name })
  return found.length > 0
}
