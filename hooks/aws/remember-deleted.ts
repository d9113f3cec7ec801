import { setNewest } from '../set-newest.ts'
import type { Acm, CertificateDetail } from './acm.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** ACM, with a memory of the certificates that this process deleted. */
export type RememberingAcm = Acm & {
  /** Whether ACM has answered a deletion of this certificate by this process. */
  wasDeleted: (arn: string) => boolean
}

/**
 * - answered: ACM answered the deletion. The answer is empty, and so is a broken answer.
 * - confirmed: ACM was asked afterwards, and did not know the certificate.
 */
type Deletion = 'answered' | 'confirmed'

/**
 * Remembers deleted certificates. A deleted certificate never comes back, so ACM is asked once more
 * and then never again. The answer to the deletion alone is not enough.
 * @param most how many certificates are remembered
 */
export function rememberDeleted(acm: Acm, most: number): RememberingAcm {
  const deletions = new Map<string, Deletion>()
  return {
    ...acm,
    wasDeleted: arn => deletions.has(arn),
    async deleteCertificate(arn, fence) {
      await acm.deleteCertificate(arn, fence)
      setNewest(deletions, arn, 'answered', most)
    },
    describeCertificate: (arn, fence) => describe(acm, deletions, arn, fence)
  }
}

async function describe(
  acm: Acm,
  deletions: Map<string, Deletion>,
  arn: string,
  fence: Fence
): Promise<CertificateDetail> {
  if (deletions.get(arn) === 'confirmed')
    throw new AWSFailure('notFound', 'DescribeCertificate', 'Deleted', `the hooks deleted ${arn}`)
  try {
    return await acm.describeCertificate(arn, fence)
  } catch (error) {
    const isGone = error instanceof AWSFailure && error.kind === 'notFound'
    if (isGone && deletions.has(arn)) deletions.set(arn, 'confirmed')
    throw error
  }
}
