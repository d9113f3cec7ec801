import { apiVersion } from '../../../hooks/api/schema.ts'
import { gatewayNamespace, poolManifest } from '../manifests.ts'
import type { PoolName, PoolPlan } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'

/** The platform team writes a pool: changes it, or makes it anew where it is gone. */
export function editPool(plan: PoolPlan, { cluster: { store } }: FaultWorld): boolean {
  const there = store.get({ apiVersion, kind: 'GatewayPool', name: plan.name })
  return store.apply(poolManifest(plan), { manager: 'platform', force: true }) !== there
}

/** A pool is deleted in the background, with the annotation that gets a pool in use past its guard. */
export function deletePool(name: PoolName, { cluster }: FaultWorld): boolean {
  const ref = { apiVersion, kind: 'GatewayPool', name }
  const wasGoing = cluster.store.read(ref).metadata.deletionTimestamp !== undefined
  cluster.store.delete(ref, { propagation: 'Background' })
  return !wasGoing
}

/** Somebody deletes a Gateway of ours, and with it its load balancer. */
export function deleteGateway(name: string, world: FaultWorld): boolean {
  const ref = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    namespace: gatewayNamespace,
    name
  }
  world.cluster.store.delete(ref)
  disturbGateway(name, world)
  return true
}

/** Somebody replaces a load balancer: another address, the same Gateway. */
export function replaceLoadBalancer(name: string, world: FaultWorld): boolean {
  const { loadBalancers } = world.cluster
  const gateway = { namespace: gatewayNamespace, name }
  disturbGateway(name, world)
  const before = loadBalancers.loadBalancerOf(gateway)?.dnsName
  loadBalancers.replaceLoadBalancer(gateway)
  return loadBalancers.loadBalancerOf(gateway)?.dnsName !== before
}

function disturbGateway(name: string, { cluster, people }: FaultWorld): void {
  for (const { spec } of cluster.store.list({ apiVersion, kind: 'DomainClaim' })) {
    const { gatewayRef, hostname } = spec as { gatewayRef: { name: string }; hostname: string }
    if (gatewayRef.name === name) people.disturb(hostname)
  }
}
