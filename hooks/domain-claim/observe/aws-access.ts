import type { CertificateDetail } from '../../aws/acm.ts'
import type { AWS } from '../../aws/aws.ts'
import type { Fence } from '../../aws/fence.ts'
import type { Clock } from '../../clock.ts'

/** What observing and acting for one claim need to reach AWS. */
export type AWSAccess = {
  aws: AWS
  clock: Clock
  /** When the sync began (ms). What is shared may be as old as a claim allows at this time. */
  began: number
  /** Id of this cluster. */
  cluster: string
  /** Regions other than the claim's whose certificates may use the same validation records. */
  otherRegions: readonly string[]
  fence: Fence
  /** Answers of DescribeCertificate during this sync, by ARN. */
  descriptions: Map<string, Description>
}

/** An answer of DescribeCertificate; `detail` is `undefined` when ACM does not know the ARN. */
export type Description = { asOf: number; detail: CertificateDetail | undefined }
