import { copiedName } from '../../dns/copies.ts'
import { ownedName, ownershipName, readOwnership } from '../../dns/ownership.ts'
import type { RecordSet } from '../../dns/records.ts'
import { isTaggedFor, tagKeys } from '../../domain-claim/facts/certificate.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import type { ListedCertificate } from './aws-view.ts'

/** Something without its other half. */
export type Orphan = {
  kind: 'ownership record' | 'validation record' | 'certificate' | 'claim'
  /** The zone or the region. */
  place: string
  name: string
  /** What is there, and what is missing. */
  fact: string
  todo: string
  /** The command that does it, if there is one. */
  command?: string
}

/** What was read of one zone, and of one region. */
export type ZoneSeen = { zone: string; records: readonly RecordSet[] }
export type RegionSeen = {
  region: string
  certificates: readonly ListedCertificate[]
  /** All names of all certificates of the region. */
  names: readonly string[]
}

/** All that orphans are found in. Zones and regions that could not be read are left out. */
export type OrphanEvidence = {
  cluster: string
  /** All claims that existed at some time while AWS was read. */
  claims: readonly ReadObject[]
  /** Those of them that were there, with the same certificate and target, the whole time. */
  lasting: readonly ReadObject[]
  zones: readonly ZoneSeen[]
  regions: readonly RegionSeen[]
  /** Whether all names of all certificates are known that may need a validation record. */
  areRegionsComplete: boolean
}

/**
 * Finds records and certificates of this cluster that have no claim, and claims that have lost
 * theirs. What other clusters own, and what nobody has marked as ours, is no orphan. It is a pure
 * function.
 */
export function findOrphans(evidence: OrphanEvidence): Orphan[] {
  return [
    ...evidence.zones.flatMap(zone => orphansIn(zone, evidence)),
    ...evidence.regions.flatMap(region => orphanCertificates(region, evidence)),
    ...evidence.lasting.flatMap(claim => lossesOf(claim, evidence))
  ]
}

function orphansIn({ zone, records }: ZoneSeen, evidence: OrphanEvidence): Orphan[] {
  const names = new Set(evidence.claims.map(({ metadata }) => metadata.name))
  return records.flatMap(record => {
    const owner = readOwnership(record)
    const owned = ownedName(record.name)
    if (owner === undefined || owned === undefined || owner.cluster !== evidence.cluster) return []
    if (owner.claim === undefined) return orphanValidation(zone, owned, evidence)
    if (names.has(owner.claim)) return []
    const types = records.filter(each => each.name === owned).map(({ type }) => type)
    const left = types.length === 0 ? 'no record' : `the records ${types.join(' ')}`
    return [
      {
        kind: 'ownership record',
        place: zone,
        name: record.name,
        fact: `It owns ${left} at ${owned} for DomainClaim ${owner.claim}, which does not exist.`,
        todo:
          `Delete ${record.name} TXT, and what it owns at ${owned}, unless you keep it on ` +
          'purpose (deletionPolicy Retain).'
      }
    ]
  })
}

/** A validation record is needed while there is a certificate or a claim for its hostname. */
function orphanValidation(zone: string, owned: string, evidence: OrphanEvidence): Orphan[] {
  const base = owned.replace(/^_[^.]+\./, '')
  const isFor = (hostname: string | undefined) => hostname?.replace(/^\*\./, '') === base
  const hasClaim = evidence.claims.some(claim => isFor(textAt(claim, 'spec', 'hostname')))
  const isNeeded = evidence.regions.some(({ names }) => names.some(isFor))
  // A region that was not read may have the certificate, so nothing is concluded.
  if (hasClaim || isNeeded || !evidence.areRegionsComplete) return []
  const txt = ownershipName(owned)
  const isOfCopies = copiedName(txt) !== undefined
  const what = isOfCopies ? `the records at ${base} that it lists` : `${owned} CNAME`
  return [
    {
      kind: 'validation record',
      place: zone,
      name: owned,
      fact: `No claim and no certificate for ${base} exists.`,
      todo:
        `Delete ${txt} TXT and ${what}, unless the pool keeps them on purpose ` +
        '(dns.validationRecords Keep).'
    }
  ]
}

function orphanCertificates({ region, certificates }: RegionSeen, evidence: OrphanEvidence) {
  const own = certificates.filter(({ tags }) => tags[tagKeys.cluster] === evidence.cluster)
  return own.flatMap(({ arn, tags, domainName, inUse }): Orphan[] => {
    if (evidence.claims.some(({ metadata }) => isTaggedFor(tags, metadata.name, evidence.cluster)))
      return []
    const use = inUse ? 'It is in use, so ACM does not delete it yet. ' : ''
    return [
      {
        kind: 'certificate',
        place: region,
        name: arn,
        fact:
          `It is for ${domainName}, of DomainClaim ${tags[tagKeys.claim]}, ` +
          'which does not exist.',
        todo: `${use}Delete it, unless you keep it on purpose.`,
        command: `aws acm delete-certificate --region ${region} --certificate-arn ${arn}`
      }
    ]
  })
}

/** What a claim says that it has, and what AWS does not have. */
function lossesOf(claim: ReadObject, { zones, regions }: OrphanEvidence): Orphan[] {
  if (claim.metadata.deletionTimestamp !== undefined) return []
  const { name } = claim.metadata
  const hostname = textAt(claim, 'spec', 'hostname') ?? ''
  const [arn, region] = [
    textAt(claim, 'status', 'certificate', 'arn'),
    textAt(claim, 'spec', 'region')
  ]
  const seenRegion = regions.find(each => each.region === region)
  const zone = zones.find(each => each.zone === textAt(claim, 'spec', 'hostedZoneID'))
  const lost = (place: string, fact: string): Orphan => ({
    kind: 'claim',
    place,
    name,
    fact,
    todo: `The hooks make it again at the next sync: \`kubectl hostname explain ${hostname}\`.`
  })
  const hasCertificate = seenRegion?.certificates.some(each => each.arn === arn) !== false
  const isOwned = zone?.records.some(each => each.name === ownershipName(hostname)) !== false
  return [
    ...(arn === undefined || hasCertificate
      ? []
      : [lost(region ?? '', `Its certificate ${arn} is not in ACM.`)]),
    ...(textAt(claim, 'status', 'alias', 'target') === undefined || isOwned
      ? []
      : [lost(zone?.zone ?? '', `Its ownership record ${ownershipName(hostname)} is not there.`)])
  ]
}
