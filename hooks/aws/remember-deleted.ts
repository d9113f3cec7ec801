import { setNewest } from '../set-newest.ts'
import type { Acm } from './acm.ts'
import { AWSFailure } from './failure.ts'

/** ACM, and whether it has answered a deletion of ours. */
export type RememberingAcm = Acm & { wasDeleted: (arn: string) => boolean }

/**
 * A certificate that was deleted here, and that ACM then does not know, never comes back: once is enough to ask. That
 * the deletion was answered is not: its answer is empty, and so is a broken one.
 * @param most how many are remembered
 */
export function rememberDeleted(acm: Acm, most: number): RememberingAcm {
  const deleted = new Map<string, 'answered' | 'confirmed'>()
  return {
    ...acm,
    wasDeleted: arn => deleted.has(arn),
    async deleteCertificate(arn, fence) {
      await acm.deleteCertificate(arn, fence)
      setNewest(deleted, arn, 'answered', most)
    },
    async describeCertificate(arn, fence) {
      if (deleted.get(arn) === 'confirmed')
        throw new AWSFailure(
          'notFound',
          'DescribeCertificate',
          'Deleted',
          `${arn} was deleted here`
        )
      try {
        return await acm.describeCertificate(arn, fence)
      } catch (error) {
        const isGone = error instanceof AWSFailure && error.kind === 'notFound'
        if (isGone && deleted.has(arn)) deleted.set(arn, 'confirmed')
        throw error
      }
    }
  }
}
