import { isApiError, isNotFound } from '../api-store/api-errors.ts'
import type { ObjectRef } from '../api-store/objects.ts'
import { claimKind, gatewayKind, isOf, namespaceKind, poolKind, requestKind } from './kinds.ts'
import { countLeftovers, leftObjects } from './screen/report.ts'
import type { Screen } from './screen/screen.ts'
import type { Waiting } from './waiting.ts'
import type { DemoWorld } from './world.ts'

/**
 * Deletes what was applied, as a user would: requests, then pools once no hostname is held, then the rest, and waits
 * until nothing is left, in AWS too.
 */
export async function tearDown(
  world: DemoWorld,
  refs: readonly ObjectRef[],
  { screen, waiting }: { screen: Screen; waiting: Waiting }
): Promise<void> {
  const { cluster, cloud } = world
  const { store } = cluster
  const are = (kind: { apiVersion: string; kind: string }) => refs.filter(ref => isOf(ref, kind))
  const others = refs.filter(
    ref => ![requestKind, poolKind, namespaceKind].some(kind => isOf(ref, kind))
  )

  const requests = are(requestKind)
  screen.line('The requests that are left are deleted, all at once.')
  for (const ref of requests) remove(world, ref)
  const claims = () => store.list(claimKind)
  await waiting.until(
    () => `the hostnames to be given up: ${claims().map(({ spec }) => spec?.hostname)}`,
    () => claims().length === 0
  )
  screen.line(
    'No hostname is held any more: the pools are deleted, with their Gateways and load balancers.'
  )
  await waiting.until(
    () => 'the pools to count no hostname any more',
    () => are(poolKind).every(ref => isOnItsWay(world, ref))
  )
  await waiting.until(
    () => 'the pools and Gateways to go',
    () => store.list(poolKind).length + store.list(gatewayKind).length === 0
  )
  for (const ref of [...others, ...are(namespaceKind)]) remove(world, ref)
  await waiting.until(
    () => `nothing to be left; still there: ${leftObjects(cluster).join(', ')}`,
    () => {
      const left = countLeftovers(cluster, cloud)
      return (
        left.certificates + left.records + left.objects + cloud.loadBalancers.list().length === 0
      )
    }
  )
}

/** Deletes a pool, which the guard refuses until the pool itself has seen that its last hostname is gone. */
function isOnItsWay({ cluster }: DemoWorld, ref: ObjectRef): boolean {
  const pool = cluster.store.get(ref)
  if (pool === undefined || pool.metadata.deletionTimestamp !== undefined) return true
  try {
    cluster.store.delete(ref)
    return true
  } catch (error) {
    if (!isApiError(error, 422)) throw error
    return false
  }
}

/** Deletes an object; one that is gone already (the winner of the hand-over) is fine. */
export function remove({ cluster }: DemoWorld, ref: ObjectRef): void {
  try {
    cluster.store.delete(ref)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
