import type { CertificateDetail } from '../../aws/acm.ts'
import type { AWS } from '../../aws/aws.ts'
import { AWSFailure } from '../../aws/failure.ts'
import type { Fence } from '../../aws/fence.ts'
import type { Clock } from '../../clock.ts'

/** What observing and acting for one request need. */
export type Tools = {
  aws: AWS
  clock: Clock
  cluster: string
  /** Regions beside the claim's in which certificates may use the same validation records. */
  otherRegions: readonly string[]
  fence: Fence
  /** What ACM has said of single certificates since these tools were made, by ARN, and when (ms); undefined: not there. */
  descriptions: Map<string, { asOf: number; detail: CertificateDetail | undefined }>
}

/** The answer, or undefined when AWS says that there is no such thing. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AWSFailure && error.kind === 'notFound') return undefined
    throw error
  }
}
