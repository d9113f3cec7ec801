import { apiVersion } from '../../../hooks/api/schema.ts'
import { defined } from '../../../hooks/defined.ts'
import { copyJson, type KubeObject, type ObjectInput } from '../../api-store/objects.ts'
import type { FaultWorld } from '../world.ts'

const kind = 'DomainClaim'

function claimOf(hostname: string, { cluster: { store } }: FaultWorld): KubeObject | undefined {
  return store.list({ apiVersion, kind }).find(({ spec }) => spec?.hostname === hostname)
}

/**
 * Replaces a claim as the restore of a backup does: the new claim has another uid, and neither
 * owner nor finalizers nor status.
 */
export function restoreClaim(hostname: string, world: FaultWorld): boolean {
  const { people } = world
  const claim = claimOf(hostname, world)
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return false
  const { name, labels, uid } = claim.metadata
  people.disturb(hostname)
  people.forcedUIDs.add(uid)
  people.claimsInRestore.add(name)
  people.restoredAt.set(hostname, world.clock.now())
  people.statusLost.add(hostname)
  deleteByForce(claim, world)
  const metadata = { name, ...defined({ labels }) }
  const backup: ObjectInput = { apiVersion, kind, metadata, spec: copyJson(claim.spec ?? {}) }
  world.cluster.store.create(backup, { manager: 'backup' })
  people.claimsInRestore.clear()
  return true
}

function deleteByForce(claim: KubeObject, { cluster: { store } }: FaultWorld): void {
  const { finalizers: _, resourceVersion: __, ...metadata } = claim.metadata
  store.update({ ...claim, metadata }, { manager: 'person' })
  store.delete({ apiVersion, kind, name: claim.metadata.name })
}

/** A claim loses its status, as far as the API server lets anybody take it away. */
export function wipeStatus(hostname: string, world: FaultWorld): boolean {
  const claim = claimOf(hostname, world)
  if (claim === undefined) return false
  world.people.statusLost.add(hostname)
  const { resourceVersion: _, ...metadata } = claim.metadata
  const status: KubeObject['status'] =
    claim.status?.certificate === undefined ? {} : { certificate: { attempts: 0 } }
  const wiped = { ...claim, metadata, status }
  return world.cluster.store.updateStatus(wiped, { manager: 'person' }) !== claim
}

/** Somebody annotates a claim, so that its alias and certificate stay when it is deleted. */
export function abandonClaim(hostname: string, world: FaultWorld): boolean {
  const claim = claimOf(hostname, world)
  if (claim === undefined) return false
  world.people.abandoned.add(hostname)
  const { resourceVersion: _, ...metadata } = claim.metadata
  const annotations = { ...metadata.annotations, 'gateway-orchestrator.io/abandon': 'true' }
  const abandoned = { ...claim, metadata: { ...metadata, annotations } }
  return world.cluster.store.update(abandoned, { manager: 'person' }) !== claim
}
