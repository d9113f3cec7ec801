import type { RecordSet } from '../../dns/records.ts'
import type { Reading } from '../cluster/reading.ts'

/** A certificate, with its tags. */
export type ListedCertificate = {
  arn: string
  domainName: string
  status: string
  inUse: boolean
  tags: Readonly<Record<string, string>>
}

/** Reads AWS with the credentials of the person. Nothing that has only this can change AWS. */
export type AWSView = {
  records: (zone: string) => Promise<Reading<readonly RecordSet[]>>
  /** Certificates of a region whose domain name the predicate wants. */
  certificates: (
    region: string,
    isWanted: (domainName: string) => boolean
  ) => Promise<Reading<readonly ListedCertificate[]>>
}
