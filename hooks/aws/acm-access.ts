import { ACMClient } from '@aws-sdk/client-acm'
import { createAccountOf } from './account-of.ts'
import { createAcm, type Tags } from './acm.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createBudget } from './budget.ts'
import { createCaller } from './caller.ts'
import { type CertificateInventory, createCertificateInventory } from './certificate-inventory.ts'
import { keepWithinYear } from './certificates-per-year.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import { orMissing } from './failure.ts'
import type { Fence } from './fence.ts'
import type { AWSFigures, BudgetFigures, YearFigures } from './figures.ts'
import { byItself, memoizeAll } from './memoize.ts'
import { acmRate } from './rates.ts'
import { type RememberingAcm, rememberDeleted } from './remember-deleted.ts'
import { traced } from './traced-caller.ts'

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
  /**
   * All names of a certificate; `undefined` if ACM does not know it. They never change, so ACM is
   * asked once.
   */
  names: (region: string, arn: string, fence: Fence) => Promise<readonly string[] | undefined>
  /** Notes the tags of a certificate; `undefined` forgets them. */
  noteTags: (arn: string, tags: Tags | undefined) => void
  /** Gives up the places of a caller in all queues for ACM's calls: what it waited for is over. */
  leaveQueues: (callerID: string) => void
  /** What this process knows of ACM now. */
  acmFigures: () => Omit<AWSFigures, 'zones'>
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
  const regions = memoizeAll(byItself, (region: string) =>
    acmIn(region, settings, certificatesPerYear)
  )
  const acm = (region: string) => regions.get(region).acm
  const inventories = memoizeAll(byItself, (region: string) => {
    const inventory = createCertificateInventory({ acm: acm(region), clock, newFence, sharedFence })
    return { ...inventory, region }
  })
  const tagsByARN = createAnswerCache<Tags>({
    clock,
    sharedFence,
    operation: 'ListTagsForCertificate',
    most: mostAnswers,
    keepFor: () => tagsKeptMs
  })
  const namesByARN = createAnswerCache<readonly string[] | undefined>({
    clock,
    sharedFence,
    operation: 'DescribeCertificate',
    most: mostAnswers,
    keepFor: names => (names === undefined ? 0 : Number.POSITIVE_INFINITY)
  })
  return {
    acm,
    inventory: inventories.get,
    certificatePages: () => inventories.all.reduce((sum, { pages }) => sum + pages(), 0),
    tags: (region, arn, fence) =>
      tagsByARN.get(arn, fence, shared => acm(region).listTags(arn, shared)),
    names: (region, arn, fence) =>
      namesByARN.get(arn, fence, async shared => {
        const detail = await orMissing(acm(region).describeCertificate(arn, shared))
        return detail?.names
      }),
    noteTags(arn, tags) {
      if (tags === undefined) tagsByARN.forget(arn)
      else tagsByARN.put(arn, tags)
    },
    leaveQueues(callerID) {
      for (const { leaveQueues } of regions.all) leaveQueues(callerID)
    },
    acmFigures: () => ({
      budgets: regions.all.flatMap(({ budgets }) => budgets()),
      years: regions.all.flatMap(({ year }) => year() ?? []),
      listings: inventories.all.flatMap(listingFigures)
    })
  }
}

/** The figures of a region's listing; nothing before the first listing. */
function listingFigures({ region, figures }: CertificateInventory & { region: string }) {
  const listing = figures()
  return listing === undefined ? [] : [{ region, ...listing }]
}

/** ACM of one region, and what is known of it now. */
type AcmInRegion = {
  acm: RememberingAcm
  leaveQueues: (callerID: string) => void
  budgets: () => readonly BudgetFigures[]
  /** `undefined` before the first listing. */
  year: () => YearFigures | undefined
}

/**
 * ACM of one region. ACM limits each operation by itself, so each operation has a budget of its
 * own.
 */
function acmIn(
  region: string,
  { clock, callTimeoutSeconds, clientOptions, observer }: ClientSettings,
  perYear: number
): AcmInRegion {
  const service = 'acm'
  const budgets = memoizeAll(byItself, (operation: string) =>
    Object.assign(createBudget(acmRate(operation), clock), { operation })
  )
  const client = new ACMClient({ ...clientOptions, region })
  const observed = { service, region, account: createAccountOf(client), observer } as const
  const caller = createCaller({ clock, budgetOf: budgets.get, callTimeoutSeconds, observed })
  const call = traced(caller, { service: 'ACM', region })
  const yearly = keepWithinYear(createAcm(client, call), { clock, region, perYear })
  return {
    acm: rememberDeleted(yearly, mostAnswers, clock),
    leaveQueues(callerID) {
      for (const { leave } of budgets.all) leave(callerID)
    },
    budgets: () =>
      budgets.all.map(({ operation, state }) => ({ service, region, operation, ...state() })),
    year() {
      const requested = yearly.requestedInYear()
      return requested === undefined ? undefined : { region, requested, perYear }
    }
  }
}
