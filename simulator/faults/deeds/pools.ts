import { apiVersion } from '../../../hooks/api/schema.ts'
import { defined } from '../../../hooks/defined.ts'
import type { ObjectInput } from '../../api-store/objects.ts'
import { classManifests, gatewayNamespace, poolManifest } from '../manifests.ts'
import type { ClassScheme, PoolName, PoolPlan } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'

/** The platform team applies a pool: it edits the pool, or creates it if it does not exist. */
export function editPool(plan: PoolPlan, { cluster: { store } }: FaultWorld): boolean {
  const before = store.get({ apiVersion, kind: 'GatewayPool', name: plan.name })
  return store.apply(poolManifest(plan), { manager: 'platform', force: true }) !== before
}

/** Deletes a pool, even with hostnames: this cluster has no admission policy that refuses it. */
export function deletePool(name: PoolName, { cluster: { store } }: FaultWorld): boolean {
  const ref = { apiVersion, kind: 'GatewayPool', name }
  const { deletionTimestamp } = store.read(ref).metadata
  store.delete(ref, { propagation: 'Background' })
  return deletionTimestamp === undefined
}

const annotation = 'gateway-orchestrator.io/allow-deletions'

/**
 * The platform team annotates a pool that holds hostnames back, as the condition of the pool says:
 * with the number, or, if the annotation has had this number before, by removing it first.
 * @param isRightNumber - if `false`, the number is wrong, so it must allow nothing
 */
export function allowDeletions(
  name: PoolName,
  isRightNumber: boolean,
  { cluster: { store }, people, clock }: FaultWorld
): boolean {
  const pool = store.get({ apiVersion, kind: 'GatewayPool', name })
  const brake = pool?.status?.deletionBrake as BrakeStatus | undefined
  if (pool === undefined || brake?.heldBack === undefined) return false
  const number = String(brake.heldBack + (isRightNumber ? 0 : 100))
  const { [annotation]: before, ...others } = pool.metadata.annotations ?? {}
  const wasSeen = before === number && brake.annotation === number
  if (before === number && !wasSeen) return false
  const annotations = wasSeen ? others : { ...others, [annotation]: number }
  const { resourceVersion: _, ...metadata } = pool.metadata
  store.update({ ...pool, metadata: { ...metadata, annotations } }, { manager: 'annotate' })
  if (isRightNumber && !wasSeen) people.allowedDeletionsAt.set(name, clock.now())
  return true
}

type BrakeStatus = { heldBack?: number; annotation?: string }

/** Somebody deletes a Gateway of a pool, and its load balancer goes with it. */
export function deleteGateway(name: string, world: FaultWorld): boolean {
  const apiVersion = 'gateway.networking.k8s.io/v1'
  world.cluster.store.delete({ apiVersion, kind: 'Gateway', namespace: gatewayNamespace, name })
  disturbGateway(name, world)
  return true
}

/** Somebody replaces a load balancer: its Gateway gets another address. */
export function replaceLoadBalancer(name: string, world: FaultWorld): boolean {
  const { loadBalancers } = world.cluster
  const gateway = { namespace: gatewayNamespace, name }
  disturbGateway(name, world)
  const before = loadBalancers.loadBalancerOf(gateway)?.dnsName
  loadBalancers.replaceLoadBalancer(gateway)
  return loadBalancers.loadBalancerOf(gateway)?.dnsName !== before
}

/**
 * The platform team writes the parameters of its GatewayClass, or takes them away. If the scheme
 * changes, the load balancer controller replaces all load balancers.
 */
export function configureClass(scheme: ClassScheme, world: FaultWorld): boolean {
  const { cluster, truth, people } = world
  for (const { spec } of truth.claims()) people.disturb(spec.hostname)
  const applied = classManifests(scheme).map(manifest => {
    const before = cluster.store.get(refOf(manifest))
    return cluster.store.apply(manifest, { manager: 'platform', force: true }) !== before
  })
  return applied.includes(true)
}

function refOf({ apiVersion, kind, metadata }: ObjectInput) {
  const { namespace, name } = metadata
  return { apiVersion, kind, name, ...defined({ namespace }) }
}

/** Disturbs all hostnames on a Gateway. */
function disturbGateway(name: string, { truth, people }: FaultWorld): void {
  for (const { spec } of truth.claims())
    if (spec.gatewayRef.name === name) people.disturb(spec.hostname)
}
