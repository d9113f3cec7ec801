import type { RenewalState, ValidationRecord } from '../../aws/acm.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import type { HostedZone } from '../../aws/route53.ts'
import type { Copies } from '../../dns/copies.ts'
import type { Registration } from '../../dns/external-dns.ts'
import type { RecordSet } from '../../dns/records.ts'
import type { ClosestWildcard } from '../../dns/wildcards.ts'

/** What was seen of AWS for one claim. Each `asOf` is the time (ms) at which a part was seen. */
export type Observation = {
  /** How many pages the listings of all zones and certificates take; absent when not known. */
  listingPages?: number
  /** Zone of the alias; `undefined` when it does not exist. */
  hostedZone: HostedZone | undefined
  /** Zone of the validation record; `undefined` when it does not exist. */
  validationZone: HostedZone | undefined
  /** NS record that delegates the hostname to other name servers. */
  delegation: RecordSet | undefined
  /**
   * Records at the hostname that answer for addresses (A, AAAA, CNAME), without copies of a
   * wildcard's records.
   */
  addresses: readonly RecordSet[]
  /** HTTPS and SVCB records at the hostname, without copies. */
  bindings: readonly RecordSet[]
  /**
   * What external-dns has noted about the hostname; absent when the alias is as wanted, because
   * nobody asks then.
   */
  registrations?: readonly Registration[]
  /**
   * Whether ACM has a certificate that is tagged for this cluster and claim; absent when nobody
   * asks. Somebody asks only if the alias stands as the claim wrote it, without its TXT.
   */
  hasTaggedCertificate?: boolean
  /** TXT record at the name where ownership of the alias is written. */
  owner: RecordSet | undefined
  /** When (ms) the records were seen. If they were seen at several times, the earliest. */
  recordsAsOf: number
  /** When (ms) the records at the names of the alias were seen, without the validation record. */
  aliasAsOf?: number
  /** Certificates of this claim that exist. */
  certificates: readonly SeenCertificate[]
  certificatesAsOf: number
  /**
   * When ACM answered this process that it has deleted a certificate of the claim (ms), the latest
   * if there are several; absent if this process has deleted none. The answer alone is no proof.
   */
  deletionAnsweredAt?: number
  /** How much older (ms) than other parts the listing of certificates may be; absent means 0. */
  certificatesSlack?: number
  /** How long (ms) ACM takes to issue a certificate at present; absent while unknown. */
  usualIssueMs?: number
  /** Whether the claim looks often for its pending certificate, so that others learn from it. */
  isScout?: boolean
  /**
   * ARNs of certificates that do not exist: ACM was asked and does not know them, or this process
   * has deleted them and a later listing lacks them.
   */
  gone: readonly string[]
  validation: SeenValidation | undefined
  /**
   * The wildcards above the hostname, in the zone of the alias and in the zone of the validation
   * record. Absent if a zone does not exist or does not contain the hostname.
   */
  wildcards?: { alias?: SeenWildcard; validation?: SeenWildcard }
  /**
   * ARNs of existing certificates of other claims that need the same validation record; `undefined`
   * when this sync has not searched for them.
   */
  sharing: { arns: readonly string[]; asOf: number; slack?: number } | undefined
  /** Whether the last change of the alias is INSYNC; `undefined` if no change is known. */
  changeInSync: boolean | undefined
  /**
   * Why Route 53 could not be asked about the last change of the alias. Everything else was seen.
   */
  changeTrouble?: AWSFailure
  /**
   * When (ms) Route 53 is asked again about the last change of the alias; absent when it was not
   * asked in this sync.
   */
  changeAskedAgainAt?: number
}

export type SeenCertificate = {
  arn: string
  status: string
  inUse: boolean
  createdAt: number
  notAfter?: number
  /**
   * Number of the attempt in which it was requested, from its tags; absent when its tags were not
   * read.
   */
  attempt?: number
  /** Whether its tags name this claim; absent when its tags were not read. */
  tagged?: boolean
  /** What DescribeCertificate says; absent when it was not called. */
  described?: {
    asOf: number
    inUseBy: readonly string[]
    validationRecord?: ValidationRecord
    failureReason?: string
    renewal?: RenewalState
  }
  /**
   * Present if ACM does not know the certificate yet, because it is new. Such a certificate counts
   * neither as existing nor as gone.
   */
  isNew?: true
  /** Present if ACM has answered this process that it has deleted the certificate. */
  isDeleted?: true
}

/** The validation record that ACM wants, and what is in the zone at its name. */
export type SeenValidation = {
  record: ValidationRecord
  records: readonly RecordSet[]
  owner: RecordSet | undefined
}

/** What wildcards of a zone do for a hostname, or for the base name if it is itself a wildcard. */
export type SeenWildcard = {
  /** When (ms) the records of the wildcards were seen. */
  asOf: number
  /** When (ms) the zone was last listed. Only a listing shows which names exist. */
  listedAsOf: number
  /** Whether any wildcard may answer for the hostname, if the hostname did not exist. */
  isAny: boolean
  /** The wildcard that answers for the hostname now. */
  answering?: ClosestWildcard
  /** The wildcard that will answer for the hostname once our records are gone. */
  returning?: ClosestWildcard
  /**
   * The wildcard that would answer for the hostname if the hooks had no records at it or below it,
   * for whatever hostname they made them. Observed only for a claim that is being deleted.
   */
  hidden?: ClosestWildcard
  /** The copies of a wildcard's records at the hostname. */
  copies?: Copies
  /** The records that this wildcard has now; none if there are no copies, or no such wildcard. */
  copied: readonly RecordSet[]
  /** Types of the other records at the hostname. */
  otherTypes: readonly string[]
}

/**
 * A wish to observe `subject` as of `since` (ms) or later. The step that has this wish concludes
 * nothing before it is met.
 */
export type Look = {
  /**
   * - names: the claim's names, in Route 53 itself
   * - zone: the claim's names, in a snapshot of the zone that claims share
   * - wildcards: the wildcards above the hostname, in Route 53 itself
   * - listing: all names of the zone
   * - certificates: the list of the account's certificates
   * - describe: each certificate of the claim
   * - tags: the tags of each certificate of the claim
   * - sharing: certificates of other claims that need the validation record
   */
  subject:
    | 'names'
    | 'zone'
    | 'wildcards'
    | 'listing'
    | 'certificates'
    | 'describe'
    | 'tags'
    | 'sharing'
  since: number
}
