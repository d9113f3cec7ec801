import type { ValidationRecord } from '../../aws/acm.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import type { HostedZone } from '../../aws/route53.ts'
import type { RecordSet } from '../../dns/records.ts'

/** What was seen of AWS for one claim, and how old each part of it is (`asOf`, ms). */
export type Observation = {
  /** Zone of the alias; undefined: it does not exist. */
  hostedZone: HostedZone | undefined
  /** Zone of the validation record; undefined: it does not exist. */
  validationZone: HostedZone | undefined
  /** NS record that takes the name away from its zone. */
  delegation: RecordSet | undefined
  /** Records at the hostname that answer for addresses (A, AAAA, CNAME). */
  addresses: readonly RecordSet[]
  /** TXT record at the name where ownership of the alias is written. */
  owner: RecordSet | undefined
  recordsAsOf: number
  /** How old what was seen at the alias's own names is; the validation record's not counted. */
  aliasAsOf?: number
  /** Certificates of this claim that exist. */
  certificates: readonly SeenCertificate[]
  certificatesAsOf: number
  /** How much older (ms) than others the listing may be; missing: not at all. */
  certificatesSlack?: number
  /** ARNs that ACM was asked for and does not know. */
  gone: readonly string[]
  validation: SeenValidation | undefined
  /** ARNs of other certificates, known to exist, that need the same validation record; undefined: not looked. */
  sharing: { arns: readonly string[]; asOf: number; slack?: number } | undefined
  /** Whether the last change of the alias has reached all name servers; undefined: none is known. */
  changeInSync: boolean | undefined
  /** Why Route 53 could not be asked for it; all else was seen. */
  changeTrouble?: AWSFailure
  /** When (ms) Route 53 is asked for that change again; missing where it was not asked. */
  changeAskedAgainAt?: number
}

export type SeenCertificate = {
  arn: string
  status: string
  inUse: boolean
  createdAt: number
  notAfter?: number
  /** The attempt it was requested in, from its tags; undefined: not looked. */
  attempt?: number
  /** Whether its tags say that it is this claim's; undefined: not looked. */
  tagged?: boolean
  described?: {
    asOf: number
    inUseBy: readonly string[]
    validationRecord?: ValidationRecord
    failureReason?: string
  }
  /** Requested moments ago, and ACM does not yet know it where it was asked: neither there nor gone. */
  isNew?: true
}

/** The validation record wanted, and what stands at its name. */
export type SeenValidation = {
  record: ValidationRecord
  records: readonly RecordSet[]
  owner: RecordSet | undefined
}

/** Something that has to be looked at again, as of `since` (ms) or later, before anything is concluded. */
export type Look = {
  /**
   * - names: the claim's names, asked at Route 53 itself
   * - zone: the same, by a snapshot of the zone that others share
   * - certificates: the account's certificates
   * - describe: each certificate of the claim
   * - sharing: who else needs the validation record
   */
  subject: 'names' | 'zone' | 'certificates' | 'describe' | 'sharing'
  since: number
}

/** What a step is told beside the claim and the observation. */
export type StepContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** When this sync began (ms): what was looked at since then cannot be looked at any fresher. */
  began: number
  /** Id of this cluster: whose records and certificates are ours. */
  cluster: string
  /** Time after which a call of ours cannot have an effect any more. */
  settleSeconds: number
}

/** What was looked at so long ago (ms) is as good as now. */
export const justNow = 10_000

/**
 * Whether something was looked at just now: since this sync began, or moments before it. A look that
 * waited long for its turn is fresh all the same, so that no step asks for it again and again.
 * @param asOf when it was looked at (ms); undefined: never
 * @param slack how much longer ago (ms) will do, as looking itself takes long
 */
export function isFresh(asOf: number | undefined, { began, now }: StepContext, slack = 0): boolean {
  return asOf !== undefined && asOf >= Math.min(began, now - justNow) - slack
}
