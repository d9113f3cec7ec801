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

/** The certificates of a region. */
export type ListedRegion = {
  certificates: readonly ListedCertificate[]
  /** All names of all certificates of the region, also of those that nobody asked for. */
  names: readonly string[]
}

/** Reads AWS with the credentials of the person. Nothing that has only this can change AWS. */
export type AWSView = {
  records: (zone: string) => Promise<Reading<readonly RecordSet[]>>
  /** What a region has; with the certificates of which the predicate wants a name. */
  certificates: (
    region: string,
    isWanted: (name: string) => boolean
  ) => Promise<Reading<ListedRegion>>
}
