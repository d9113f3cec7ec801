import { isApiError, isNotFound } from '../../api-store/api-errors.ts'
import type { KubeObject, ObjectRef } from '../../api-store/objects.ts'
import {
  claimKind,
  gatewayKind,
  isOf,
  type Kind,
  namespaceKind,
  poolKind,
  requestKind
} from '../kinds.ts'
import type { Screen } from '../screen/screen.ts'
import type { DemoWorld } from '../world/world.ts'
import { countLeftovers, leftObjects } from './leftovers.ts'
import type { Waiting } from './wait.ts'

export type TearDownOptions = { screen: Screen; waiting: Waiting }

/**
 * Deletes everything that was applied, and waits until nothing is left in the cluster and in AWS.
 * The order is the one that a user has to follow: first the requests, then the pools, then the
 * rest.
 */
export async function tearDown(
  world: DemoWorld,
  refs: readonly ObjectRef[],
  { screen, waiting }: TearDownOptions
): Promise<void> {
  const refsOf = (kind: Kind) => refs.filter(ref => isOf(ref, kind))
  const handled = [requestKind, poolKind, namespaceKind]
  const otherRefs = refs.filter(ref => !handled.some(kind => isOf(ref, kind)))

  screen.line('The remaining requests are deleted, all at once.')
  for (const ref of refsOf(requestKind)) remove(world, ref)
  await waitForClaims(world, { screen, waiting })
  screen.line(
    'No hostname is held any more. The pools are deleted, with their Gateways and load balancers.'
  )
  await removePools(world, refsOf(poolKind), waiting)
  for (const ref of [...otherRefs, ...refsOf(namespaceKind)]) remove(world, ref)
  await waitForNothing(world, waiting)
}

async function waitForClaims(
  world: DemoWorld,
  { screen, waiting }: TearDownOptions
): Promise<void> {
  const claims = () => world.cluster.store.list(claimKind)
  const hostnames = () => claims().map(({ spec }) => spec?.hostname)
  await waiting.until(
    () => `the hostnames to be given up: ${hostnames().join(', ')}`,
    () => {
      allowDeletions(world, screen)
      return claims().length === 0
    }
  )
}

const annotation = 'gateway-orchestrator.io/allow-deletions'

/** Annotates each pool that holds hostnames back, with the number that its status says. */
function allowDeletions({ cluster: { store } }: DemoWorld, screen: Screen): void {
  for (const pool of store.list(poolKind)) {
    const { name, annotations, resourceVersion: _, ...metadata } = pool.metadata
    const brake = pool.status?.deletionBrake as { heldBack?: number } | undefined
    const number = String(brake?.heldBack)
    if (brake?.heldBack === undefined || annotations?.[annotation] === number) continue
    screen.line(`Pool ${name} holds back ${number} hostnames (DeletionBraked). To let them go:`)
    screen.line(`  kubectl annotate gatewaypool ${name} --overwrite ${annotation}=${number}`)
    const allowed = { ...metadata, name, annotations: { ...annotations, [annotation]: number } }
    store.update({ ...pool, metadata: allowed }, { manager: 'kubectl-annotate' })
  }
}

async function removePools(
  world: DemoWorld,
  pools: readonly ObjectRef[],
  waiting: Waiting
): Promise<void> {
  const { store } = world.cluster
  // A pool that goes before its first sync has ended makes this sync fail: the status of a pool
  // that is gone cannot be written.
  await waiting.until(
    () => 'the pools to be looked at',
    () => pools.every(ref => isGoneOrObserved(store.get(ref)))
  )
  await waiting.until(
    () => 'the pools to count no hostname any more',
    () => pools.every(ref => removePool(world, ref))
  )
  await waiting.until(
    () => 'the pools and Gateways to go',
    () => store.list(poolKind).length + store.list(gatewayKind).length === 0
  )
}

function isGoneOrObserved(pool: KubeObject | undefined): boolean {
  if (pool === undefined) return true
  const { observedGeneration = 0 } = (pool.status ?? {}) as { observedGeneration?: number }
  return observedGeneration > 0
}

async function waitForNothing({ cluster, cloud }: DemoWorld, waiting: Waiting): Promise<void> {
  await waiting.until(
    () => `nothing to be left; still there: ${leftObjects(cluster).join(', ')}`,
    () => {
      const { certificates, records, objects } = countLeftovers(cluster, cloud)
      const loadBalancers = cloud.loadBalancers.list().length
      return certificates + records + objects + loadBalancers === 0
    }
  )
}

/**
 * Deletes a pool. An admission policy refuses the deletion as long as the status of the pool counts
 * any hostname.
 * @returns whether the pool is gone or being deleted
 */
function removePool({ cluster }: DemoWorld, ref: ObjectRef): boolean {
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

/** Deletes an object. It may be gone already, for example the winner of the hand-over. */
export function remove({ cluster }: DemoWorld, ref: ObjectRef): void {
  try {
    cluster.store.delete(ref)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
