import type {
  CertificateStatus,
  DomainClaim,
  DomainClaimStatus
} from '../../hooks/api/domain-claim.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { timestamp } from '../../hooks/conditions/conditions.ts'
import { defined } from '../../hooks/defined.ts'
import { ownershipRecord } from '../../hooks/dns/ownership.ts'
import type { RecordSet } from '../../hooks/dns/records.ts'
import type { Action } from '../../hooks/domain-claim/facts/action.ts'
import type {
  Observation,
  SeenCertificate,
  SeenValidation
} from '../../hooks/domain-claim/facts/observation.ts'
import type { Outcome } from '../../hooks/domain-claim/facts/outcome.ts'
import type { StepContext } from '../../hooks/domain-claim/facts/step-context.ts'

/** Claims and observations for decision tables, in the words of DNS and ACM. */
export const hostname = 'shop.example.com'
export const cluster = 'test-cluster'
export const uid = '00000001-0000-4000-8000-000000000000'
export const now = Date.parse('2026-03-01T12:00:00Z')
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
export const context: StepContext = {
  now,
  began: now,
  cluster,
  settleSeconds: 15,
  keepsZones: true
}

export const alb = 'k8s-edge-public1-1234567890.eu-central-1.elb.amazonaws.com'
export const oldALB = 'k8s-edge-public0-9876543210.eu-central-1.elb.amazonaws.com'
export const target = {
  dnsName: alb,
  hostedZoneID: 'Z215JYRZR1TBD5',
  recordTypes: ['A'] as ('A' | 'AAAA')[],
  evaluateTargetHealth: true
}
export const zone = { id: 'Z1', name: 'example.com', private: false }

type ClaimParts = {
  spec?: Partial<DomainClaim['spec']>
  status?: DomainClaimStatus
  /** When its deletion was asked for (ms). */
  deletedAt?: number
  annotations?: Record<string, string>
}

/** A claim as its pool writes it, with a target. */
export function claimWith({ spec, status, deletedAt, annotations }: ClaimParts = {}): DomainClaim {
  return {
    apiVersion,
    kind: 'DomainClaim',
    metadata: {
      name: hostname,
      uid,
      generation: 1,
      ...defined({ annotations }),
      ...(deletedAt === undefined ? {} : { deletionTimestamp: timestamp(deletedAt) })
    },
    spec: {
      hostname,
      requestRef: { namespace: 'shop', name: 'shop', uid: 'request' },
      poolName: 'public',
      region: 'eu-central-1',
      hostedZoneID: zone.id,
      gatewayRef: { namespace: 'edge', name: 'public-1', sectionName: hostname },
      deletionPolicy: 'Delete',
      dns: { validationTTLSeconds: 300, validationRecords: 'Delete' },
      target,
      ...spec
    },
    ...defined({ status })
  }
}

/** A claim without a target yet. */
export function claimWithoutTarget(parts: ClaimParts = {}): DomainClaim {
  const claim = claimWith(parts)
  const { target: _, ...spec } = claim.spec
  return { ...claim, spec }
}

/**
 * What is seen where nothing is: a zone without records, an account without certificates, looked at
 * just now.
 */
export function seenWith(parts: Partial<Observation> = {}): Observation {
  return {
    hostedZone: zone,
    validationZone: zone,
    delegation: undefined,
    addresses: [],
    bindings: [],
    owner: undefined,
    recordsAsOf: now,
    certificates: [],
    certificatesAsOf: now,
    gone: [],
    validation: undefined,
    sharing: undefined,
    changeInSync: undefined,
    ...parts
  }
}

/** Looked at so long ago that nobody may rely on it. */
export const longAgo = now - hour

/** An alias record at the hostname. */
export function aliasTo(dnsName: string, type = 'A', more: Partial<RecordSet> = {}): RecordSet {
  return {
    name: hostname,
    type,
    alias: { dnsName, hostedZoneID: target.hostedZoneID, evaluateTargetHealth: true },
    ...more
  }
}

/** A record of somebody else at the hostname. */
export function recordOf(type: string, ...values: string[]): RecordSet {
  return { name: hostname, type, ttlSeconds: 60, values }
}

type Owner = {
  cluster?: string
  claim?: string
  uid?: string
  types?: string[]
  target?: string
  revision?: number
}

/** The ownership TXT of the hostname, ours unless it is said otherwise. */
export function txtOf(owner: Owner = {}): RecordSet {
  return ownershipRecord(hostname, {
    cluster: owner.cluster ?? cluster,
    claim: owner.claim ?? hostname,
    uid: owner.uid ?? uid,
    recordTypes: owner.types ?? ['A'],
    target: owner.target ?? alb,
    revision: owner.revision ?? 1
  })
}

/** A certificate that was issued, is in use and carries our tags, unless it is said otherwise. */
export function certificate(name: string, parts: Partial<SeenCertificate> = {}): SeenCertificate {
  return {
    arn: arn(name),
    status: 'ISSUED',
    inUse: true,
    createdAt: now - day,
    tagged: true,
    attempt: 0,
    ...parts
  }
}

export function arn(name: string): string {
  return `arn:aws:acm:eu-central-1:123456789012:certificate/${name}`
}

/** What ACM says of a certificate, asked just now. */
export function described(...inUseBy: string[]): NonNullable<SeenCertificate['described']> {
  return { asOf: now, inUseBy, validationRecord }
}

/** ARN of the load balancer of that name. */
export function balancer(name = 'k8s-edge-public1'): string {
  const account = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012'
  return `${account}:loadbalancer/app/${name}/0123456789abcdef`
}

export const validationRecord = {
  name: `_23e2724a8077.${hostname}`,
  type: 'CNAME',
  value: '_9a084aef1c3e.kkdttnftte.acm-validations.aws'
}
export const validationCNAME: RecordSet = {
  name: validationRecord.name,
  type: 'CNAME',
  ttlSeconds: 300,
  values: [`${validationRecord.value}.`]
}

/** The validation record, and what is seen at its name. */
export function validation(records: readonly RecordSet[], owner?: RecordSet): SeenValidation {
  return { record: validationRecord, records, owner }
}

/** The TXT beside the validation record. */
export function validationTXT(of = cluster): RecordSet {
  return ownershipRecord(validationRecord.name, {
    cluster: of,
    recordTypes: ['CNAME'],
    target: validationRecord.value,
    revision: 1
  })
}

/** A status whose certificate is this one. */
export function statusOf(name: string, parts: Partial<CertificateStatus> = {}): DomainClaimStatus {
  return {
    certificate: { arn: arn(name), status: 'ISSUED', attempts: 0, validationRecord, ...parts }
  }
}

/** An outcome in short: `done`, `acting CreatingAlias`, `looking describe`. */
export function summary(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'fine'
  if (outcome.is === 'looking') return `looking ${outcome.look.subject}`
  return outcome.is === 'done' ? 'done' : `${outcome.is} ${outcome.reason}`
}

/** Actions in short: `delete new`, `remove A TXT create A TXT`. */
export function actionsOf(outcome: Outcome): string[] {
  return outcome.is === 'looking' ? [] : (outcome.actions ?? []).map(shorten)
}

function shorten(action: Action): string {
  switch (action.do) {
    case 'requestCertificate':
      return `request ${action.hostname}`
    case 'deleteCertificate':
      return `delete ${action.arn.split('/').at(-1)}`
    case 'removeTags':
      return `untag ${action.arn.split('/').at(-1)}`
    case 'changeRecords': {
      const types = (records: readonly RecordSet[]) => records.map(r => r.type).sort()
      const { remove, create } = action.change
      return ['remove', ...types(remove), 'create', ...types(create)].join(' ')
    }
    default:
      return action satisfies never
  }
}
