import { apiVersion } from '../../hooks/api/schema.ts'
import { copyJson, type ObjectInput, type ObjectRef } from '../api-store/objects.ts'
import { gatewayNamespace, poolManifest, requestManifest, zoneOf } from './manifests.ts'
import type { Deed } from './schedule.ts'
import type { FaultWorld } from './world.ts'
import { ownerOf, recordsOf, txtNameOf } from './zone-records.ts'

/** Does what somebody does. What the API or AWS refuses, people do not get. */
export function perform(deed: Deed, world: FaultWorld): void {
  try {
    doIt(deed, world)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** Errors of the API carry a Status, those of AWS a code; anything else is a mistake of this program. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && ('status' in error || 'code' in error)
}

function doIt(deed: Deed, world: FaultWorld): void {
  const { cluster, cloud, people, hooks } = world
  switch (deed.do) {
    case 'request':
      cluster.store.apply(requestManifest(deed.namespace, deed.name, deed.hostname, deed.pool), { manager: 'team' })
      return
    case 'withdraw':
      cluster.store.delete(requestRef(deed.namespace, deed.name))
      return
    case 'editPool':
      cluster.store.apply(poolManifest(deed.plan), { manager: 'platform', force: true })
      return
    case 'putForeign':
      putForeign(deed.hostname, deed.type, world)
      return
    case 'putForeignTXT':
      putForeignTXT(deed.hostname, world)
      return
    case 'removeForeign':
      removeForeign(deed.hostname, world)
      return
    case 'removeAlias':
      people.disturb(deed.hostname)
      for (const type of ['A', 'AAAA']) people.removeRecord(zoneOf(deed.hostname), deed.hostname, type)
      return
    case 'removeTXT':
      removeTXT(deed.hostname, world)
      return
    case 'removeValidation':
      removeValidation(deed.hostname, world)
      return
    case 'vanishCertificate':
    case 'expireCertificate':
      destroyCertificate(deed.hostname, deed.do, world)
      return
    case 'failCertificates':
      count(deed.hostname, 5, world)
      people.disturb(deed.hostname)
      cloud.faults.failCertificates(deed.hostname, deed.reason)
      return
    case 'mendCertificates':
      cloud.faults.mendCertificates(deed.hostname)
      return
    case 'requestForeignCertificate':
      // whoever asks at a bad moment gets none
      cloud.handle(foreignCertificate(deed.hostname, deed.region)).catch(() => undefined)
      return
    case 'replaceLoadBalancer':
      replaceLoadBalancer(`${deed.pool}-${deed.number}`, world)
      return
    case 'restoreClaim':
      restoreClaim(deed.hostname, world)
      return
    case 'wipeStatus':
      wipeStatus(deed.hostname, world)
      return
    case 'restartHooks':
      hooks.kill()
      return
    default:
      deed satisfies never
  }
}

function requestRef(namespace: string, name: string): ObjectRef {
  return { apiVersion, kind: 'GatewayHostnameRequest', namespace, name }
}

function putForeign(hostname: string, type: 'A' | 'CNAME', { people }: FaultWorld): void {
  people.disturb(hostname)
  const values = type === 'A' ? ['192.0.2.7'] : ['elsewhere.example.net.']
  people.putRecord(zoneOf(hostname), { name: hostname, type, values })
}

/** Somebody else's text where our TXT goes. */
function putForeignTXT(hostname: string, world: FaultWorld): void {
  if (recordsOf(world.cloud).some(({ name }) => name === txtNameOf(hostname))) return
  world.people.disturb(hostname)
  world.people.putRecord(zoneOf(hostname), { name: txtNameOf(hostname), type: 'TXT', values: ['"not yours"'] })
}

function removeForeign(hostname: string, { people }: FaultWorld): void {
  const names = [hostname, txtNameOf(hostname)]
  for (const { zoneID, name, type } of [...people.foreign.values()])
    if (names.includes(name)) people.removeRecord(zoneID, name, type)
}

/** Without its TXT the alias is whoever's took it away. */
function removeTXT(hostname: string, { cloud, people }: FaultWorld): void {
  const txt = recordsOf(cloud).find(record => record.name === txtNameOf(hostname) && ownerOf(record) !== undefined)
  if (txt === undefined) return
  people.disturb(hostname)
  people.removeRecord(txt.zoneID, txt.name, 'TXT')
  for (const record of recordsOf(cloud)) if (record.name === hostname && record.target) people.adopt(record)
}

function removeValidation(hostname: string, { cloud, people }: FaultWorld): void {
  people.disturb(hostname)
  const names = cloud.certificates.list().filter(({ domain }) => domain === hostname)
  for (const { name } of names.flatMap(({ validationRecords }) => validationRecords)) {
    people.removeValidation(name)
    cloud.zones.removeRecord(zoneOf(hostname), name, 'CNAME')
  }
}

function destroyCertificate(hostname: string, how: 'vanishCertificate' | 'expireCertificate', world: FaultWorld): void {
  const { certificates } = world.cloud
  for (const { arn } of certificates.list().filter(({ domain }) => domain === hostname)) {
    world.people.disturb(hostname)
    count(hostname, 1, world)
    if (how === 'vanishCertificate') certificates.vanish(arn)
    else certificates.expire(arn)
  }
}

function count(hostname: string, more: number, { people }: FaultWorld): void {
  people.destroyed.set(hostname, (people.destroyed.get(hostname) ?? 0) + more)
}

/** Somebody else in the account asks for a certificate of the same name, which rests on the same validation record. */
function foreignCertificate(hostname: string, inRegion: string) {
  const credential = `AKIAOTHER/20260101/${inRegion}/acm/aws4_request`
  return {
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'CertificateManager.RequestCertificate',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`
    },
    body: JSON.stringify({ DomainName: hostname, ValidationMethod: 'DNS' })
  }
}

function replaceLoadBalancer(name: string, { cluster, people }: FaultWorld): void {
  for (const { spec } of cluster.store.list({ apiVersion, kind: 'DomainClaim' })) {
    const { gatewayRef, hostname } = spec as { gatewayRef: { name: string }; hostname: string }
    if (gatewayRef.name === name) people.disturb(hostname)
  }
  cluster.loadBalancers.replaceLoadBalancer({ namespace: gatewayNamespace, name })
}

/** A claim as a backup brings it back: another uid, no owner, no finalizers, no status. */
function restoreClaim(hostname: string, { cluster: { store }, people }: FaultWorld): void {
  const claim = store.list({ apiVersion, kind: 'DomainClaim' }).find(({ spec }) => spec?.hostname === hostname)
  if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return
  people.disturb(hostname)
  people.forced.add(claim.metadata.uid)
  people.restoring.add(claim.metadata.name)
  const { finalizers: _, resourceVersion: __, ...metadata } = claim.metadata
  store.update({ ...claim, metadata }, { manager: 'person' })
  store.delete({ apiVersion, kind: 'DomainClaim', name: claim.metadata.name })
  const { name, labels } = claim.metadata
  const backup: ObjectInput = { apiVersion, kind: 'DomainClaim', metadata: { name, ...(labels && { labels }) } }
  store.create({ ...backup, spec: copyJson(claim.spec ?? {}) }, { manager: 'backup' })
  people.restoring.clear()
}

function wipeStatus(hostname: string, { cluster: { store } }: FaultWorld): void {
  const claim = store.list({ apiVersion, kind: 'DomainClaim' }).find(({ spec }) => spec?.hostname === hostname)
  if (claim === undefined) return
  const { resourceVersion: _, ...metadata } = claim.metadata
  store.updateStatus({ ...claim, metadata, status: {} }, { manager: 'person' })
}
