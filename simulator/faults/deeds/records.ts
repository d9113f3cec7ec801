import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { normalName } from '../../../hooks/dns/records.ts'
import { claimName } from '../../../hooks/hostname/claim-name.ts'
import { validationRecordOf } from '../../aws/acm/validation-record.ts'
import { registrationName, runExternalDNS } from '../../external-dns/external-dns.ts'
import { isWithin } from '../hostnames.ts'
import { region, zoneOf } from '../manifests.ts'
import { keyOfRecord } from '../people.ts'
import { leavesAllBehind } from '../truth.ts'
import type { FaultWorld } from '../world.ts'
import { ownerOf, recordsOf, txtNameOf, type ZoneRecord } from '../zone-records.ts'

const addressTypes = ['A', 'AAAA']

/**
 * The zone of a hostname's alias: the zone in its claim. Without a claim it is the zone in the spec
 * of a pool, and without such a pool the public zone.
 */
function aliasZoneOf(hostname: string, { cluster: { store } }: FaultWorld): string {
  const specs = (kind: string) => store.list({ apiVersion, kind }).map(({ spec }) => spec ?? {})
  const claim = specs('DomainClaim').find(spec => spec.hostname === hostname)
  if (claim !== undefined) return String(claim.hostedZoneID)
  const domains = specs('GatewayPool').flatMap(
    spec => spec.domains as { name: string; hostedZoneID: string }[]
  )
  return domains.find(({ name }) => isWithin(name, hostname))?.hostedZoneID ?? zoneOf(hostname)
}

/** Somebody writes a record where our alias belongs. */
export function putForeign(hostname: string, type: 'A' | 'CNAME', world: FaultWorld): boolean {
  const values = type === 'A' ? ['192.0.2.7'] : ['elsewhere.example.net.']
  world.people.disturb(hostname)
  world.people.putRecord(aliasZoneOf(hostname, world), { name: hostname, type, values })
  return true
}

/** Somebody writes a TXT record where our TXT record belongs. */
export function putForeignTXT(hostname: string, world: FaultWorld): boolean {
  const name = txtNameOf(hostname)
  if (recordsOf(world.cloud).some(record => record.name === name)) return false
  const values = ['"not yours"']
  world.people.disturb(hostname)
  world.people.putRecord(aliasZoneOf(hostname, world), { name, type: 'TXT', values })
  return true
}

/** The name of the validation record that ACM wants for a hostname. */
function validationNameOf(hostname: string, { cloud }: FaultWorld): string {
  return normalName(validationRecordOf(cloud.accountID, hostname).name)
}

/** Somebody writes a CNAME where our validation record belongs, and overwrites our record. */
export function putForeignValidation(hostname: string, world: FaultWorld): boolean {
  const name = validationNameOf(hostname, world)
  const values = ['elsewhere.example.net.']
  world.people.putRecord(zoneOf(hostname), { name, type: 'CNAME', values })
  world.people.noteRemovedValidation(name)
  return true
}

/** Somebody writes an HTTPS record, which browsers follow, where our alias belongs. */
export function putBinding(hostname: string, value: string, world: FaultWorld): boolean {
  const zoneID = aliasZoneOf(hostname, world)
  world.people.putRecord(zoneID, { name: hostname, type: 'HTTPS', values: [value] })
  return true
}

/** An external-dns writes records to one of our load balancers, if the hostname has none yet. */
export function externalDNSWrites(hostname: string, world: FaultWorld): boolean {
  const { cloud, people } = world
  const zoneID = aliasZoneOf(hostname, world)
  const [balancer] = cloud.loadBalancers.list()
  if (balancer === undefined || isTaken(hostname, zoneID, world)) return false
  const { records } = cloud.zones
  const zones = { records, put: people.putRecord, removeRecord: people.removeRecord }
  const resource = 'ingress/team-a/old'
  people.disturb(hostname)
  runExternalDNS({ zones, zoneID, hostname, owner: 'prod', resource, policy: 'sync' }, balancer)
  return true
}

/**
 * People remove the records that they wrote for a hostname: alias, HTTPS record, TXT, validation
 * record, and the TXT records of an external-dns.
 */
export function removeForeign(hostname: string, world: FaultWorld): boolean {
  const { people } = world
  const names = [
    hostname,
    txtNameOf(hostname),
    validationNameOf(hostname, world),
    ...addressTypes.map(type => registrationName(type, hostname))
  ]
  const bare = [...people.bareAliases.values()].map(({ record }) => record)
  const foreign = [...people.foreignRecords.values(), ...bare]
  const found = foreign.filter(({ name }) => names.includes(name))
  for (const { zoneID, name, type } of found) people.removeRecord(zoneID, name, type)
  return found.length > 0
}

const rival = 'rival'

/**
 * Another cluster writes its alias and its TXT record. Like our hooks, the other cluster writes
 * both together, and only if neither of them exists.
 */
export function rivalTakes(hostname: string, world: FaultWorld): boolean {
  const { people } = world
  const zoneID = aliasZoneOf(hostname, world)
  if (isTaken(hostname, zoneID, world)) return false
  people.disturb(hostname)
  const { dnsName, canonicalHostedZoneID: hostedZoneID } = rivalLoadBalancer(world)
  const values = [`"${rivalText(hostname, dnsName)}"`]
  people.putRecord(zoneID, { name: txtNameOf(hostname), type: 'TXT', values })
  const alias = { dnsName: `${dnsName}.`, hostedZoneID, evaluateTargetHealth: true }
  people.putRecord(zoneID, { name: hostname, type: 'A', alias })
  return true
}

function isTaken(hostname: string, zoneID: string, { cloud }: FaultWorld): boolean {
  const types = [...addressTypes, 'CNAME']
  return recordsOf(cloud)
    .filter(record => record.zoneID === zoneID)
    .some(({ name, type }) => {
      return name === txtNameOf(hostname) || (name === hostname && types.includes(type))
    })
}

/** The content of the other cluster's ownership TXT record. */
function rivalText(hostname: string, target: string): string {
  const owner = `heritage=gateway-orchestrator,cluster=${rival},claim=${claimName(hostname)}`
  return `${owner},uid=1,types=A,target=${target},revision=1`
}

function rivalLoadBalancer({ cloud: { loadBalancers } }: FaultWorld) {
  return (
    loadBalancers.list().find(({ name }) => name === rival) ??
    loadBalancers.create({ name: rival, region })
  )
}

/** The other cluster removes its records. */
export function rivalGivesUp(hostname: string, world: FaultWorld): boolean {
  const isRivals = recordsOf(world.cloud).some(
    record => record.name === txtNameOf(hostname) && ownerOf(record)?.cluster === rival
  )
  return isRivals && removeForeign(hostname, world)
}

/** Somebody removes the address records of the hostname. */
export function removeAlias(hostname: string, { cloud, people }: FaultWorld): boolean {
  const found = recordsOf(cloud).filter(
    ({ name, type }) => name === hostname && addressTypes.includes(type)
  )
  people.disturb(hostname)
  for (const { zoneID, type } of found) people.removeRecord(zoneID, hostname, type)
  return found.length > 0
}

/**
 * Somebody removes the TXT record of our alias. The claim makes it again if it knows the alias.
 * Otherwise the alias is foreign.
 */
export function removeTXT(hostname: string, world: FaultWorld): boolean {
  const { cloud, people, clock } = world
  const txt = recordsOf(cloud).find(
    record => record.name === txtNameOf(hostname) && ownerOf(record) !== undefined
  )
  if (txt === undefined) return false
  people.disturb(hostname)
  people.removeRecord(txt.zoneID, txt.name, 'TXT')
  for (const record of recordsOf(cloud))
    if (record.name === hostname && record.zoneID === txt.zoneID && record.target) {
      const claim = world.truth.claimOf(hostname)
      const isLeft = claim?.metadata.deletionTimestamp !== undefined && leavesAllBehind(claim)
      if (claim === undefined || isLeft) people.makeForeign(record)
      else {
        // If the TXT was a rival's, nothing tells any more that the rival has the alias.
        people.makeOwn(record)
        const isUnproven = leavesAllBehind(claim) || !knowsAlias(record, claim, world)
        people.bareAliases.set(keyOfRecord(record), { record, since: clock.now(), isUnproven })
      }
    }
  return true
}

/** Whether the status of a claim proves that the claim has written the alias. */
function knowsAlias({ target }: ZoneRecord, claim: DomainClaim, { truth }: FaultWorld): boolean {
  const { alias } = claim.status ?? {}
  if (alias?.revision === undefined) return false
  const hasCertificate = truth.ownCertificates().some(own => own.claim === claim.metadata.name)
  return hasCertificate && alias.target === target && alias.evaluateTargetHealth !== undefined
}

/** Somebody removes the validation records of a hostname. */
export function removeValidation(hostname: string, { cloud, people }: FaultWorld): boolean {
  people.disturb(hostname)
  const certificates = cloud.certificates.list().filter(({ domain }) => domain === hostname)
  const validations = certificates.flatMap(certificate => certificate.validationRecords)
  const countBefore = recordsOf(cloud).length
  for (const { name } of validations) {
    people.noteRemovedValidation(name)
    people.removeRecord(zoneOf(hostname), name, 'CNAME')
  }
  return recordsOf(cloud).length < countBefore
}
