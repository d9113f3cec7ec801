import { ACMClient } from '@aws-sdk/client-acm'
import { createAcm, type Tags } from './acm.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createBudget, type Take } from './budget.ts'
import { createCaller } from './caller.ts'
import { type CertificateInventory, createCertificateInventory } from './certificate-inventory.ts'
import { keepWithinYear } from './certificates-per-year.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import type { Fence } from './fence.ts'
import { byItself, memoize, memoizeAll } from './memoize.ts'
import { acmRate } from './rates.ts'
import { type RememberingAcm, rememberDeleted } from './remember-deleted.ts'

/** ACM in all regions, with what is shared by region. */
export type AcmAccess = {
  acm: (region: string) => RememberingAcm
  inventory: (region: string) => CertificateInventory
  /** How many pages the last listings of certificates had, in all regions that are in use. */
  certificatePages: () => number
  /**
   * Tags of a certificate. Tags that were given to `noteTags` are returned without a call to ACM.
   */
  tags: (region: string, arn: string, fence: Fence) => Promise<Tags>
  /** Notes the tags of a certificate; `undefined` forgets them. */
  noteTags: (arn: string, tags: Tags | undefined) => void
}

/**
 * How long (ms) the tags that ACM answered are kept. A person may change the tags of a certificate,
 * so they are not kept for good. The hooks read tags only to tell apart certificates of the same
 * name.
 */
const tagsKeptMs = 600_000

/** Prepares ACM in all regions. The client of a region is made when the region is first used. */
export function createAcmAccess(settings: ClientSettings, certificatesPerYear: number): AcmAccess {
  const { clock, newFence, sharedFence } = settings
  const acm = memoize(byItself, region => acmIn(region, settings, certificatesPerYear))
  const inventories = memoizeAll(byItself, (region: string) =>
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
    inventory: inventories.get,
    certificatePages: () => inventories.all.reduce((sum, { pages }) => sum + pages(), 0),
    tags: (region, arn, fence) =>
      tagsByARN.get(arn, fence, shared => acm(region).listTags(arn, shared)),
    noteTags(arn, tags) {
      if (tags === undefined) tagsByARN.forget(arn)
      else tagsByARN.put(arn, tags)
    }
  }
}

/**
 * ACM of one region. ACM limits each operation by itself, so each operation has a budget of its
 * own.
 */
function acmIn(
  region: string,
  { clock, callTimeoutSeconds, clientOptions }: ClientSettings,
  perYear: number
): RememberingAcm {
  const budgetOf = memoize(byItself, (operation): Take => createBudget(acmRate(operation), clock))
  const call = createCaller({ clock, budgetOf, callTimeoutSeconds })
  const acm = createAcm(new ACMClient({ ...clientOptions, region }), call)
  return rememberDeleted(keepWithinYear(acm, { clock, region, perYear }), mostAnswers, clock)
}
