import { apiVersion } from '../../../hooks/api/schema.ts'
import { normalName } from '../../../hooks/dns/records.ts'
import { claimName } from '../../../hooks/hostname/claim-name.ts'
import { validationRecordOf } from '../../aws/acm/validation-record.ts'
import { region, zoneOf } from '../manifests.ts'
import type { FaultWorld } from '../world.ts'
import { ownerOf, recordsOf, txtNameOf } from '../zone-records.ts'

/** Where a hostname's alias goes, or would go: as its claim has it, else as a pool has it now. */
function aliasZoneOf(hostname: string, { cluster: { store } }: FaultWorld): string {
  const specs = (kind: string) => store.list({ apiVersion, kind }).map(({ spec }) => spec ?? {})
  const claim = specs('DomainClaim').find(spec => spec.hostname === hostname)
  if (claim !== undefined) return String(claim.hostedZoneID)
  const domains = specs('GatewayPool').flatMap(
    spec => spec.domains as { name: string; hostedZoneID: string }[]
  )
  const domain = domains.find(({ name }) => hostname === name || hostname.endsWith(`.${name}`))
  return domain?.hostedZoneID ?? zoneOf(hostname)
}

/** Somebody else's record where our alias goes. */
export function putForeign(hostname: string, type: 'A' | 'CNAME', world: FaultWorld): boolean {
  world.people.disturb(hostname)
  const values = type === 'A' ? ['192.0.2.7'] : ['elsewhere.example.net.']
  world.people.putRecord(aliasZoneOf(hostname, world), { name: hostname, type, values })
  return true
}

/** Somebody else's text where our TXT goes. */
export function putForeignTXT(hostname: string, world: FaultWorld): boolean {
  if (recordsOf(world.cloud).some(({ name }) => name === txtNameOf(hostname))) return false
  world.people.disturb(hostname)
  world.people.putRecord(aliasZoneOf(hostname, world), {
    name: txtNameOf(hostname),
    type: 'TXT',
    values: ['"not yours"']
  })
  return true
}

/** Where ACM wants to find the validation record of a hostname, or would want to. */
function validationNameOf(hostname: string, { cloud }: FaultWorld): string {
  return normalName(validationRecordOf(cloud.accountID, hostname).name)
}

/** Somebody else's record where ACM looks for the validation record, in place of ours if that is there. */
export function putForeignValidation(hostname: string, world: FaultWorld): boolean {
  const name = validationNameOf(hostname, world)
  world.people.putRecord(zoneOf(hostname), {
    name,
    type: 'CNAME',
    values: ['elsewhere.example.net.']
  })
  world.people.removeValidation(name)
  return true
}

/** Everybody but us takes away what he has at a hostname, and where it is validated. */
export function removeForeign(hostname: string, world: FaultWorld): boolean {
  const { people } = world
  const names = [hostname, txtNameOf(hostname), validationNameOf(hostname, world)]
  const found = [...people.foreign.values()].filter(({ name }) => names.includes(name))
  for (const { zoneID, name, type } of found) people.removeRecord(zoneID, name, type)
  return found.length > 0
}

/** Another cluster's claim writes alias and TXT, as ours do: both, and only where there is nothing. */
export function rivalTakes(hostname: string, world: FaultWorld): boolean {
  const { cloud, people } = world
  const zoneID = aliasZoneOf(hostname, world)
  const isTaken = recordsOf(cloud).some(
    record =>
      record.zoneID === zoneID &&
      (record.name === txtNameOf(hostname) ||
        (record.name === hostname && ['A', 'AAAA', 'CNAME'].includes(record.type)))
  )
  if (isTaken) return false
  people.disturb(hostname)
  const { dnsName, canonicalHostedZoneID: hostedZoneID } = rivalLoadBalancer(world)
  const text = `heritage=gateway-orchestrator,cluster=rival,claim=${claimName(hostname)},uid=1,types=A,target=${dnsName},revision=1`
  people.putRecord(zoneID, { name: txtNameOf(hostname), type: 'TXT', values: [`"${text}"`] })
  const alias = { dnsName: `${dnsName}.`, hostedZoneID, evaluateTargetHealth: true }
  people.putRecord(zoneID, { name: hostname, type: 'A', alias })
  return true
}

function rivalLoadBalancer({ cloud: { loadBalancers } }: FaultWorld) {
  return (
    loadBalancers.list().find(({ name }) => name === 'rival') ??
    loadBalancers.create({ name: 'rival', region })
  )
}

/** The other cluster gives the hostname up. */
export function rivalGivesUp(hostname: string, world: FaultWorld): boolean {
  const owned = recordsOf(world.cloud).some(
    record => record.name === txtNameOf(hostname) && ownerOf(record)?.cluster === 'rival'
  )
  return owned && removeForeign(hostname, world)
}

/** Somebody takes away what stands at the hostname. */
export function removeAlias(hostname: string, world: FaultWorld): boolean {
  const found = recordsOf(world.cloud).filter(
    ({ name, type }) => name === hostname && ['A', 'AAAA'].includes(type)
  )
  world.people.disturb(hostname)
  for (const { zoneID, type } of found) world.people.removeRecord(zoneID, hostname, type)
  return found.length > 0
}

/** Without its TXT the alias is whoever's took it away. */
export function removeTXT(hostname: string, { cloud, people }: FaultWorld): boolean {
  const txt = recordsOf(cloud).find(
    record => record.name === txtNameOf(hostname) && ownerOf(record) !== undefined
  )
  if (txt === undefined) return false
  people.disturb(hostname)
  people.removeRecord(txt.zoneID, txt.name, 'TXT')
  for (const record of recordsOf(cloud))
    if (record.name === hostname && record.zoneID === txt.zoneID && record.target)
      people.adopt(record)
  return true
}

/** Somebody takes a hostname's validation records away. */
export function removeValidation(hostname: string, { cloud, people }: FaultWorld): boolean {
  people.disturb(hostname)
  const certificates = cloud.certificates.list().filter(({ domain }) => domain === hostname)
  const names = certificates.flatMap(({ validationRecords }) =>
    validationRecords.map(({ name }) => name)
  )
  const before = recordsOf(cloud).length
  for (const name of names) {
    people.removeValidation(name)
    people.removeRecord(zoneOf(hostname), name, 'CNAME')
  }
  return recordsOf(cloud).length < before
}
