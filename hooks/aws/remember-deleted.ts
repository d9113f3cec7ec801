import { setNewest } from '../set-newest.ts'
import type { Acm, CertificateDetail } from './acm.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** ACM, with a memory of the certificates that this process deleted. */
export type RememberingAcm = Acm & {
  /** Whether this process has deleted this certificate, and ACM has answered the deletion. */
  wasDeleted: (arn: string) => boolean
}

/**
 * How sure it is that a certificate is gone.
 * - answered: ACM answered the deletion. This is no proof, because a broken answer is empty, and so
 *   is a good one.
 * - confirmed: ACM was asked for the certificate afterwards, and did not know it.
 */
type Deletion = 'answered' | 'confirmed'

/**
 * Remembers the certificates that this process deleted. The answer to a deletion does not prove
 * that the certificate is gone. So `describeCertificate` asks ACM until ACM does not know the
 * certificate. Then ACM is never asked again, because a deleted certificate never comes back.
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
