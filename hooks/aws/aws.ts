import { ACMClient } from '@aws-sdk/client-acm'
import { Route53Client, type Route53ClientConfig } from '@aws-sdk/client-route-53'
import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import type { RecordChange } from '../dns/records.ts'
import { createAcm, type Tags } from './acm.ts'
import { createAnswerCache } from './answer-cache.ts'
import { createBudget, type Take } from './budget.ts'
import { createCaller } from './caller.ts'
import { type CertificateInventory, createCertificateInventory } from './certificate-inventory.ts'
import { keepWithinYear, usualPerYear } from './certificates-per-year.ts'
import { createChangeBatcher, type SubmitChange } from './change-batcher.ts'
import { AWSFailure, orMissing } from './failure.ts'
import { type Fence, type FenceTimes, fenceFrom } from './fence.ts'
import { acmRate, route53Rate } from './rates.ts'
import { type RememberingAcm, rememberDeleted } from './remember-deleted.ts'
import { createRoute53, type HostedZone, type Route53 } from './route53.ts'
import { createZoneRecords, type ZoneRecords } from './zone-records.ts'

/** All of AWS that the hooks use, with the caches and budgets that all requests of this process share. */
export type AWS = {
  acm: (region: string) => RememberingAcm
  inventory: (region: string) => CertificateInventory
  /** Tags of a certificate; those of one that we requested are known without asking. */
  tags: (region: string, arn: string, fence: Fence) => Promise<Tags>
  noteTags: (arn: string, tags: Tags | undefined) => void
  /** The hosted zone, or undefined when it does not exist. */
  hostedZone: (zoneID: string, fence: Fence) => Promise<HostedZone | undefined>
  records: (zoneID: string) => ZoneRecords
  submitChange: (zoneID: string) => SubmitChange
  isInSync: (changeID: string, fence: Fence) => Promise<boolean>
  /** For how long (ms) `isInSync` answers the same without asking Route 53. */
  inSyncKeptFor: (changeID: string) => number
}

export type AWSOptions = {
  /** Region of the process: for Route 53 (a global service), and for the SDK's credentials. */
  region: string
  clock: Clock
  fenceTimes: FenceTimes
  /** What carries requests to AWS; absent: the SDK's own HTTP handler. */
  requestHandler?: NonNullable<Route53ClientConfig['requestHandler']>
  credentials?: NonNullable<Route53ClientConfig['credentials']>
  /** Certificates that the account may request in a region within 365 days; absent: ACM's usual number. */
  certificatesPerYear?: number
}

/**
 * How long a reading that all share may take. It changes nothing, and no single request owns it: a zone
 * of 10,000 records has 34 pages, some 7 s of our budget, and more while others use it too.
 */
const readWithinSeconds = 30

/** For how long answers are kept, in milliseconds, and how many. */
const keep = {
  zone: 3600_000,
  missingZone: 30_000,
  // Asked for only where certificates of one name have to be told apart; a person may change them.
  tags: 600_000,
  pendingChange: 10_000,
  // Until a change is asked for at first. Once one was still pending then, the next are given the half minute that
  // Route 53 usually takes: asked before, it only says so.
  quickChange: 4_000,
  slowChange: 30_000
}
const mostKept = 10_000

/** All of AWS for one process. Budgets and caches are shared by whoever uses what it returns. */
export function createAWS(options: AWSOptions): AWS {
  const { clock, fenceTimes, region } = options
  const newFence = () => fenceFrom(clock, fenceTimes)
  const readingFence = () =>
    fenceFrom(clock, { ...fenceTimes, sendWithinSeconds: readWithinSeconds })
  const common = {
    // Our callers try again themselves, with budgets; the SDK's retries would go past both.
    maxAttempts: 1,
    ...defined({ requestHandler: options.requestHandler, credentials: options.credentials })
  }

  const acm = memoize((of: string) => {
    const budgets = memoize((operation: string): Take => createBudget(acmRate(operation), clock))
    const call = createCaller({
      clock,
      budgetOf: budgets,
      callTimeoutSeconds: fenceTimes.callTimeoutSeconds
    })
    const client = createAcm(new ACMClient({ ...common, region: of }), call)
    const perYear = options.certificatesPerYear ?? usualPerYear
    return rememberDeleted(keepWithinYear(client, { clock, region: of, perYear }), mostKept)
  })
  const route53Budget = createBudget(route53Rate, clock)
  const callRoute53 = createCaller({
    clock,
    budgetOf: () => route53Budget,
    callTimeoutSeconds: fenceTimes.callTimeoutSeconds
  })
  const route53 = noticeMissingZones(
    createRoute53(new Route53Client({ ...common, region }), callRoute53),
    zoneID => zones.forget(zoneID)
  )

  const inventory = memoize((of: string) =>
    createCertificateInventory({ acm: acm(of), clock, readingFence, newFence })
  )
  const records = memoize((zoneID: string) =>
    createZoneRecords({ route53, zoneID, clock, readingFence, newFence })
  )
  const submitChange = memoize((zoneID: string): SubmitChange => {
    const onApplied = (change: RecordChange) => records(zoneID).noteChange(change)
    const submit = createChangeBatcher({ route53, zoneID, clock, onApplied })
    return async (change, fence) => {
      const changeID = await submit(change, fence)
      changes.put(changeID, false, areChangesSlow ? keep.slowChange : keep.quickChange)
      return changeID
    }
  })

  const keeping = { clock, readingFence, most: mostKept }
  const knownTags = createAnswerCache<Tags>({
    ...keeping,
    operation: 'ListTagsForCertificate',
    keepFor: () => keep.tags
  })
  const zones = createAnswerCache<HostedZone | undefined>({
    ...keeping,
    operation: 'GetHostedZone',
    keepFor: zone => (zone === undefined ? keep.missingZone : keep.zone)
  })
  const changes = createAnswerCache<boolean>({
    ...keeping,
    operation: 'GetChange',
    keepFor: inSync => (inSync ? Number.POSITIVE_INFINITY : keep.pendingChange)
  })

  let areChangesSlow = false

  /** A change that Route 53 no longer knows has long been in sync. */
  async function askInSync(changeID: string, fence: Fence): Promise<boolean> {
    const inSync = (await orMissing(route53.isInSync(changeID, fence))) ?? true
    if (!inSync) areChangesSlow = true
    return inSync
  }

  return {
    acm,
    inventory,
    records,
    submitChange,
    tags: (of, arn, fence) => knownTags.get(arn, fence, reading => acm(of).listTags(arn, reading)),
    noteTags(arn, tags) {
      if (tags === undefined) knownTags.forget(arn)
      else knownTags.put(arn, tags)
    },
    hostedZone: (zoneID, fence) =>
      zones.get(zoneID, fence, reading => orMissing(route53.getHostedZone(zoneID, reading))),
    isInSync: (changeID, fence) =>
      changes.get(changeID, fence, reading => askInSync(changeID, reading)),
    inSyncKeptFor: changes.keptFor
  }
}

/** Whoever finds a zone gone tells, so that it is not believed in until its entry expires. */
function noticeMissingZones(route53: Route53, onMissing: (zoneID: string) => void): Route53 {
  async function watch<T>(zoneID: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      if (error instanceof AWSFailure && error.code === 'NoSuchHostedZone') onMissing(zoneID)
      throw error
    }
  }
  return {
    ...route53,
    listRecords: (zoneID, fence) => watch(zoneID, route53.listRecords(zoneID, fence)),
    listRecordsAt: (zoneID, name, fence) =>
      watch(zoneID, route53.listRecordsAt(zoneID, name, fence)),
    changeRecords: (zoneID, changes, fence) =>
      watch(zoneID, route53.changeRecords(zoneID, changes, fence))
  }
}

function memoize<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>()
  return key => {
    const known = made.get(key)
    if (known !== undefined) return known
    const value = make(key)
    made.set(key, value)
    return value
  }
}
