import { apiVersion } from '../../../hooks/api/schema.ts'
import { copyJson, type KubeObject, type ObjectInput } from '../../api-store/objects.ts'
import type { FaultWorld } from '../world.ts'

function claimOf(hostname: string, { cluster: { store } }: FaultWorld): KubeObject | undefined {
  return store
    .list({ apiVersion, kind: 'DomainClaim' })
    .find(({ spec }) => spec?.hostname === hostname)
}

/** A claim as a backup brings it back: another uid, no owner, no finalizers, no status. */
export function restoreClaim(hostname: string, world: FaultWorld): boolean {
  const { cluster, people } = world
  const claim = claimOf(hostname, world)
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return false
  people.disturb(hostname)
  people.forced.add(claim.metadata.uid)
  people.restoring.add(claim.metadata.name)
  people.restoredAt.set(hostname, world.clock.now())
  people.forgotten.add(hostname)
  const { finalizers: _, resourceVersion: __, ...metadata } = claim.metadata
  cluster.store.update({ ...claim, metadata }, { manager: 'person' })
  cluster.store.delete({ apiVersion, kind: 'DomainClaim', name: claim.metadata.name })
  const { name, labels } = claim.metadata
  const backup: ObjectInput = {
    apiVersion,
    kind: 'DomainClaim',
    metadata: { name, ...(labels && { labels }) }
  }
  cluster.store.create({ ...backup, spec: copyJson(claim.spec ?? {}) }, { manager: 'backup' })
  people.restoring.clear()
  return true
}

/** A claim forgets all that it knew. */
export function wipeStatus(hostname: string, world: FaultWorld): boolean {
  const claim = claimOf(hostname, world)
  if (claim === undefined) return false
  world.people.forgotten.add(hostname)
  const { resourceVersion: _, ...metadata } = claim.metadata
  return (
    world.cluster.store.updateStatus({ ...claim, metadata, status: {} }, { manager: 'person' }) !==
    claim
  )
}

/** Somebody asks that the claim leave its alias and certificate behind when it goes. */
export function abandonClaim(hostname: string, world: FaultWorld): boolean {
  const claim = claimOf(hostname, world)
  if (claim === undefined) return false
  world.people.abandoned.add(hostname)
  const { resourceVersion: _, ...metadata } = claim.metadata
  const annotations = { ...metadata.annotations, 'gateway-orchestrator.io/abandon': 'true' }
  return (
    world.cluster.store.update(
      { ...claim, metadata: { ...metadata, annotations } },
      { manager: 'person' }
    ) !== claim
  )
}
