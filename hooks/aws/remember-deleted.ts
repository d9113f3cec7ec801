import type { Clock } from '../clock.ts'
import { setNewest } from '../set-newest.ts'
import type { Acm, CertificateDetail } from './acm.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** ACM, with a memory of the certificates that this process deleted. */
export type RememberingAcm = Acm & {
  /** Whether this process has deleted this certificate, and ACM has answered the deletion. */
  wasDeleted: (arn: string) => boolean
  /** When ACM last answered this process's deletion of a certificate (ms). */
  deletionAnsweredAt: (arn: string) => number | undefined
}

/**
 * How sure it is that a certificate is gone.
 * - answered: ACM answered the deletion. This is no proof, because a broken answer is empty, and so
 *   is a good one.
 * - confirmed: ACM was asked for the certificate afterwards, and did not know it.
 */
type Deletion = { is: 'answered' | 'confirmed'; at: number }

/**
 * Remembers the certificates that this process deleted. The answer to a deletion does not prove
 * that the certificate is gone. So `describeCertificate` asks ACM until ACM does not know the
 * certificate. Then ACM is never asked again, because a deleted certificate never comes back.
 * @param most how many certificates are remembered
 */
export function rememberDeleted(acm: Acm, most: number, clock: Clock): RememberingAcm {
  const deletions = new Map<string, Deletion>()
  return {
    ...acm,
    wasDeleted: arn => deletions.has(arn),
    deletionAnsweredAt: arn => deletions.get(arn)?.at,
    async deleteCertificate(arn, fence) {
      await acm.deleteCertificate(arn, fence)
      setNewest(deletions, arn, { is: 'answered', at: clock.now() }, most)
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
  const deletion = deletions.get(arn)
  if (deletion?.is === 'confirmed')
    throw new AWSFailure('notFound', 'DescribeCertificate', 'Deleted', `the hooks deleted ${arn}`)
  try {
    return await acm.describeCertificate(arn, fence)
  } catch (error) {
    const isGone = error instanceof AWSFailure && error.kind === 'notFound'
    if (isGone && deletion !== undefined) deletions.set(arn, { ...deletion, is: 'confirmed' })
    throw error
  }
}
