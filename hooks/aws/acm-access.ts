import { ACMClient } from '@aws-sdk/client-acm'
import { createAcm, type Tags } from './acm.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createBudget, type Take } from './budget.ts'
import { createCaller } from './caller.ts'
import { type CertificateInventory, createCertificateInventory } from './certificate-inventory.ts'
import { keepWithinYear } from './certificates-per-year.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import type { Fence } from './fence.ts'
import { byItself, memoize } from './memoize.ts'
import { acmRate } from './rates.ts'
import { type RememberingAcm, rememberDeleted } from './remember-deleted.ts'

/** ACM in all regions, with what is shared by region. */
export type AcmAccess = {
  acm: (region: string) => RememberingAcm
  inventory: (region: string) => CertificateInventory
  /** Tags of a certificate. Tags that were noted are known without a call. */
  tags: (region: string, arn: string, fence: Fence) => Promise<Tags>
  /** Notes the tags of a certificate; `undefined` forgets them. */
  noteTags: (arn: string, tags: Tags | undefined) => void
}

/**
 * How long (ms) tags are kept. They are asked for only to tell certificates of one name apart, and
 * a person may change them.
 */
const tagsKeptMs = 600_000

/** Prepares ACM in all regions. A region's client is made at its first use. */
export function createAcmAccess(settings: ClientSettings, certificatesPerYear: number): AcmAccess {
  const { clock, newFence, sharedFence } = settings
  const acm = memoize(byItself, region => acmIn(region, settings, certificatesPerYear))
  const inventory = memoize(byItself, region =>
    createCertificateInventory({ acm: acm(region), clock, newFence, sharedFence })
  )
  const tagsByARN = createAnswerCache<Tags>({
    clock,
    sharedFence,
    operation: 'ListTagsForCertificate',
    most: mostAnswers,
    keepFor: () => tagsKeptMs
  })
  return {
    acm,
    inventory,
    tags: (region, arn, fence) =>
      tagsByARN.get(arn, fence, shared => acm(region).listTags(arn, shared)),
    noteTags(arn, tags) {
      if (tags === undefined) tagsByARN.forget(arn)
      else tagsByARN.put(arn, tags)
    }
  }
}

/** ACM of one region. Each operation has a budget of its own, as ACM limits each by itself. */
function acmIn(
  region: string,
  { clock, callTimeoutSeconds, clientOptions }: ClientSettings,
  perYear: number
): RememberingAcm {
  const budgetOf = memoize(byItself, (operation): Take => createBudget(acmRate(operation), clock))
  const call = createCaller({ clock, budgetOf, callTimeoutSeconds })
  const acm = createAcm(new ACMClient({ ...clientOptions, region }), call)
  return rememberDeleted(keepWithinYear(acm, { clock, region, perYear }), mostAnswers)
}
