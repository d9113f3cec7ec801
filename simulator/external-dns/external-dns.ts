import { normalName } from '../../hooks/dns/records.ts'
import type { RecordSet } from '../aws/route53/record-set.ts'
import type { Zones } from '../aws/zones.ts'

/** The settings of an external-dns, and the object that it makes records for. */
export type ExternalDNSOptions = {
  /** How it reads and changes zones. */
  zones: Pick<Zones, 'records' | 'put' | 'removeRecord'>
  zoneID: string
  hostname: string
  /** `--txt-owner-id`. */
  owner: string
  /** `kind/namespace/name` of the object. */
  resource: string
  /** `--policy`. */
  policy: 'sync' | 'upsert-only'
}

/** The load balancer that the object has in its status. */
export type Balancer = { dnsName: string; canonicalHostedZoneID: string }

const types = ['A', 'AAAA'] as const
const addressTypes: readonly string[] = [...types, 'CNAME']

/**
 * Runs external-dns once for one hostname, with the TXT registry in the format of version 0.18 and
 * newer. It follows plan/plan.go and the AWS provider in its code:
 *
 * - A load balancer gets two alias records, A and AAAA, also if it has no IPv6.
 * - It changes and deletes only records that a TXT record names as its own.
 * - It creates a record only if all records at the name are its own.
 * - With the policy `sync` it deletes its records once the object is gone or excluded.
 *
 * @param balancer - `undefined` when the object is gone or excluded
 */
export function runExternalDNS(options: ExternalDNSOptions, balancer: Balancer | undefined): void {
  const current = addressesAt(options)
  const own = current.filter(({ type }) => isOwn(type, options))
  if (balancer === undefined) {
    if (options.policy === 'sync') for (const { type } of own) remove(type, options)
    return
  }
  const mayCreate = own.length === current.length
  for (const type of types) {
    const existing = current.find(record => record.type === type)
    const isSame = existing !== undefined && leadsTo(existing, balancer)
    if (isSame || (existing === undefined ? !mayCreate : !own.includes(existing))) continue
    write(type, balancer, options)
  }
}

function recordsAt(name: string, { zones, zoneID }: ExternalDNSOptions): readonly RecordSet[] {
  return zones.records(zoneID).filter(record => normalName(record.name) === name)
}

function addressesAt(options: ExternalDNSOptions): readonly RecordSet[] {
  return recordsAt(options.hostname, options).filter(({ type }) => addressTypes.includes(type))
}

function leadsTo({ alias }: RecordSet, { dnsName }: Balancer): boolean {
  return alias !== undefined && normalName(alias.dnsName) === normalName(dnsName)
}

/** The name of the TXT record that says who owns the record of a type. */
export function registrationName(type: string, hostname: string): string {
  return `${type.toLowerCase()}-${hostname}`
}

function isOwn(type: string, options: ExternalDNSOptions): boolean {
  const texts = recordsAt(registrationName(type, options.hostname), options)
  return texts.some(({ values }) =>
    values.some(value => value.includes(`/owner=${options.owner},`))
  )
}

function write(type: string, balancer: Balancer, options: ExternalDNSOptions): void {
  const { zones, zoneID, hostname, owner, resource } = options
  const { dnsName, canonicalHostedZoneID: hostedZoneID } = balancer
  const alias = { dnsName: `${dnsName}.`, hostedZoneID, evaluateTargetHealth: true }
  zones.put(zoneID, { name: hostname, type, alias })
  const fields = `external-dns/owner=${owner},external-dns/resource=${resource}`
  const values = [`"heritage=external-dns,${fields}"`]
  zones.put(zoneID, { name: registrationName(type, hostname), type: 'TXT', values })
}

function remove(type: string, { zones, zoneID, hostname }: ExternalDNSOptions): void {
  zones.removeRecord(zoneID, hostname, type)
  zones.removeRecord(zoneID, registrationName(type, hostname), 'TXT')
}
