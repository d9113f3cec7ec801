import { zoneTypes } from '../../dns/copies.ts'
import { ourTagKeys, tagKeys } from '../../domain-claim/facts/certificate.ts'
import { cloudFrontRegions, partitionOf } from '../../partition.ts'

/** What a policy is bounded to. Each list that is empty bounds nothing. */
export type PolicyBounds = {
  /** IDs of the hosted zones that the pools name, `validationZoneID` included. */
  zones: readonly string[]
  /** Numbers of the AWS accounts whose certificates the hooks manage. */
  accounts: readonly string[]
  /** Regions of the pools, and the regions of `CERTIFICATE_REGIONS`. All in one partition. */
  regions: readonly string[]
  /** The domains of the pools: the hooks may change names at and below them only. */
  domains: readonly string[]
  /** `CLUSTER_ID` of the hooks. If absent, certificates of every cluster may be deleted. */
  clusterID?: string
}

/** A condition block: operator, then condition key, then values. */
export type Condition = Record<string, Record<string, string | readonly string[]>>

export type Statement = {
  Sid: string
  Effect: 'Allow'
  Action: readonly string[]
  Resource: readonly string[]
  Condition?: Condition
}

export type Policy = { Version: '2012-10-17'; Statement: readonly Statement[] }

/**
 * All types of records that Route 53 has (API reference, ResourceRecordSet), but those of a zone
 * itself. The hooks write A, AAAA, CNAME and TXT, and copies of whatever a wildcard has.
 */
const recordTypes = [
  ...['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'HTTPS', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SPF'],
  ...['SRV', 'SSHFP', 'SVCB', 'TLSA', 'TXT']
].filter(type => !zoneTypes.includes(type))

/**
 * The IAM policy that the role of the hooks needs, and no more. Which action takes which resource
 * and condition key is from the Service Authorization Reference (list_awscertificatemanager.html
 * and list_amazonroute53.html), with these limits:
 *
 * - ListCertificates takes neither a resource nor a condition key of ACM, so it is bounded by
 *   region only. RequestCertificate takes no resource, because the certificate does not exist yet.
 * - DescribeCertificate and ListTagsForCertificate take `aws:ResourceTag`, but the hooks also read
 *   certificates that are not theirs: they need the same validation record.
 * - RemoveTagsFromCertificate takes `aws:ResourceTag` too. But a call whose answer was lost is
 *   repeated when the tags are gone already, and would then be denied. It is bounded by the keys
 *   that it may remove.
 * - AddTagsToCertificate is needed by RequestCertificate with tags. A condition on the tags that a
 *   certificate has would deny it: a new one has none. So somebody who has the role could first
 *   tag a certificate as ours, then delete it. The tags protect against mistakes, not against a
 *   stolen role.
 * - GetChange takes the id of a change, which nobody knows in advance.
 */
export function policyFor(bounds: PolicyBounds): Policy {
  return { Version: '2012-10-17', Statement: [...dnsStatements(bounds), ...acmStatements(bounds)] }
}

function dnsStatements(bounds: PolicyBounds): Statement[] {
  const partition = partitionIn(bounds)
  const zones = bounds.zones.map(id => `arn:${partition}:route53:::hostedzone/${id}`)
  return [
    allow('ReadZones', ['route53:GetHostedZone', 'route53:ListResourceRecordSets'], zones),
    allow('ChangeRecords', ['route53:ChangeResourceRecordSets'], zones, recordConditions(bounds)),
    allow('FollowChanges', ['route53:GetChange'], [`arn:${partition}:route53:::change/*`])
  ]
}

/** The hooks never send UPSERT: what is not theirs is guarded by CREATE and exact DELETE. */
function recordConditions({ domains }: PolicyBounds): Condition {
  const prefix = 'route53:ChangeResourceRecordSets'
  const names = atAndBelow(domains)
  return {
    'ForAllValues:StringEquals': {
      [`${prefix}Actions`]: ['CREATE', 'DELETE'],
      [`${prefix}RecordTypes`]: recordTypes
    },
    ...(names.length > 0 && {
      'ForAllValues:StringLike': { [`${prefix}NormalizedRecordNames`]: names }
    })
  }
}

function acmStatements(bounds: PolicyBounds): Statement[] {
  const certificates = certificatesIn(bounds.regions, bounds)
  const read = readRegions(bounds)
  const ourKeys = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ourTagKeys } }
  const tagged = merged(ofCluster('aws:RequestTag', bounds), ourKeys)
  const request = merged(tagged, inRegions(bounds.regions), requestConditions(bounds))
  return [
    allow('ListCertificates', ['acm:ListCertificates'], ['*'], inRegions(read)),
    allow(
      'ReadCertificates',
      ['acm:DescribeCertificate', 'acm:ListTagsForCertificate'],
      certificatesIn(read, bounds)
    ),
    allow('RequestCertificates', ['acm:RequestCertificate'], ['*'], request),
    allow('TagCertificates', ['acm:AddTagsToCertificate'], certificates, tagged),
    allow('UntagCertificates', ['acm:RemoveTagsFromCertificate'], certificates, ourKeys),
    allow(
      'DeleteCertificates',
      ['acm:DeleteCertificate'],
      certificates,
      ofCluster('aws:ResourceTag', bounds)
    )
  ]
}

function requestConditions({ domains }: PolicyBounds): Condition {
  const names = atAndBelow(domains)
  return {
    StringEquals: { 'acm:ValidationMethod': 'DNS' },
    ...(names.length > 0 && { 'ForAllValues:StringLike': { 'acm:DomainNames': names } })
  }
}

/** A certificate of this cluster; of any cluster if the name of the cluster is not known. */
function ofCluster(key: 'aws:RequestTag' | 'aws:ResourceTag', { clusterID }: PolicyBounds) {
  const tag = `${key}/${tagKeys.cluster}`
  return clusterID === undefined
    ? { Null: { [tag]: 'false' } }
    : { StringEquals: { [tag]: clusterID } }
}

/**
 * The regions whose certificates are read: the hooks also look at those of CloudFront, where
 * certificates may need the same validation records (`claim-hook.ts`).
 */
function readRegions({ regions }: PolicyBounds): readonly string[] {
  return [...new Set([...regions, ...regions.flatMap(cloudFrontRegions)])]
}

function inRegions(regions: readonly string[]): Condition {
  return regions.length === 0 ? {} : { StringEquals: { 'aws:RequestedRegion': regions } }
}

function certificatesIn(regions: readonly string[], bounds: PolicyBounds): string[] {
  const accounts = bounds.accounts.length === 0 ? ['*'] : bounds.accounts
  const partition = partitionIn(bounds)
  return accounts.flatMap(account =>
    (regions.length === 0 ? ['*'] : regions).map(
      region => `arn:${partition}:acm:${region}:${account}:certificate/*`
    )
  )
}

/** The partition of the ARNs. Without a region it is the main one. */
function partitionIn({ regions: [region = ''] }: PolicyBounds): string {
  return partitionOf(region)
}

/**
 * Patterns for a domain and all names below it. Validation and ownership records are below it too,
 * and so is a wildcard, in whatever form its star is written: IAM's `*` stands for any text.
 */
function atAndBelow(domains: readonly string[]): string[] {
  return domains.flatMap(domain => [domain, `*.${domain}`])
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition: Condition = {}
): Statement {
  const hasCondition = Object.keys(Condition).length > 0
  return { Sid, Effect: 'Allow', Action, Resource, ...(hasCondition && { Condition }) }
}

/** Conditions that all have to hold. */
function merged(...conditions: readonly Condition[]): Condition {
  const all: Condition = {}
  for (const condition of conditions)
    for (const [operator, keys] of Object.entries(condition))
      all[operator] = { ...all[operator], ...keys }
  return all
}
