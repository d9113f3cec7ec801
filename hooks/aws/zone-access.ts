import { Route53Client } from '@aws-sdk/client-route-53'
import type { RecordChange } from '../dns/records.ts'
import { type ZoneRef, zoneKey } from '../dns/zone-ref.ts'
import { createAccountOf } from './account-of.ts'
import { type AnswerCache, createAnswerCache } from './answer-cache.ts'
import { createBudget } from './budget.ts'
import { createCaller } from './caller.ts'
import { createChangeBatcher, type SubmitChange } from './change-batcher.ts'
import { createChangeStates } from './change-states.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import { AWSFailure, orMissing } from './failure.ts'
import type { Fence } from './fence.ts'
import type { AWSFigures } from './figures.ts'
import { memoize, memoizeAll } from './memoize.ts'
import { route53Rate } from './rates.ts'
import { createRoute53, type HostedZone, type Route53 } from './route53.ts'
import { traced } from './traced-caller.ts'
import { createZoneRecords, type ZoneRecords } from './zone-records.ts'

/** Hosted zones, their records, and changes to them. */
export type ZoneAccess = {
  /** The hosted zone, or `undefined` if it does not exist. */
  hostedZone: (zone: ZoneRef, fence: Fence) => Promise<HostedZone | undefined>
  records: (zone: ZoneRef) => ZoneRecords
  /** How many pages the last readings of all zones that are in use took. */
  zonePages: () => number
  submitChange: (zone: ZoneRef) => SubmitChange
  /** Whether the change has propagated: whether all name servers of the zone have it. */
  isInSync: (zone: ZoneRef, changeID: string, fence: Fence) => Promise<boolean>
  /** How long (ms) `isInSync` goes on to give the same answer without asking Route 53. */
  inSyncKeptFor: (changeID: string) => number
  /** What this process knows of Route 53 now. */
  zoneFigures: () => Pick<AWSFigures, 'budgets' | 'zones'>
}

/** How long (ms) the answers are kept that a hosted zone exists, and that it does not exist. */
const zoneKeptMs = { existing: 3600_000, missing: 30_000 }

/** Prepares Route 53. What belongs to one zone is made when the zone is first used. */
export function createZoneAccess(settings: ClientSettings): ZoneAccess {
  const { clock, newFence, sharedFence } = settings
  const zones = createZoneCache(settings)
  const { route53: connected, budgets } = connectRoute53(settings)
  const route53 = forgettingMissingZones(observingBatches(connected, settings), zones)
  const changes = createChangeStates(route53, settings)
  const zoneRecords = memoizeAll(zoneKey, (zone: ZoneRef) => ({
    ...createZoneRecords({ route53, zone, clock, newFence, sharedFence }),
    id: zone.id
  }))
  const records = zoneRecords.get
  const submitChange = memoize(zoneKey, (zone: ZoneRef): SubmitChange => {
    const onApplied = (change: RecordChange) => records(zone).noteChange(change)
    const submit = createChangeBatcher({ route53, zone, clock, onApplied })
    return async (change, fence) => changes.noteSubmitted(await submit(change, fence))
  })
  return {
    hostedZone: (zone, fence) =>
      zones.get(zoneKey(zone), fence, shared => orMissing(route53.getHostedZone(zone, shared))),
    records,
    zonePages: () => zoneRecords.all.reduce((sum, { pages }) => sum + pages(), 0),
    submitChange,
    isInSync: changes.isInSync,
    inSyncKeptFor: changes.inSyncKeptFor,
    zoneFigures: () => ({
      budgets: budgets(),
      zones: zoneRecords.all.flatMap(({ id, figures }) => {
        const read = figures()
        return read === undefined ? [] : [{ zone: id, ...read }]
      })
    })
  }
}

/**
 * Route 53 with one budget for all operations, because it limits all calls of an account together.
 */
function connectRoute53({
  region,
  clock,
  callTimeoutSeconds,
  clientOptions,
  observer
}: ClientSettings): { route53: Route53; budgets: () => AWSFigures['budgets'] } {
  const service = 'route53'
  const budget = createBudget(route53Rate, clock)
  const client = new Route53Client({ ...clientOptions, region })
  const observed = { service, region, account: createAccountOf(client), observer } as const
  const caller = createCaller({ clock, budgetOf: () => budget, callTimeoutSeconds, observed })
  const call = traced(caller, { service: 'Route 53', region })
  return {
    route53: createRoute53(client, call),
    budgets: () => [{ service, region, ...budget.state() }]
  }
}

/** Tells the observer how many changes each batch has. */
function observingBatches(route53: Route53, { observer }: ClientSettings): Route53 {
  return {
    ...route53,
    changeRecords(zone, changes, fence) {
      observer.batched(changes.length)
      return route53.changeRecords(zone, changes, fence)
    }
  }
}

type ZoneCache = AnswerCache<HostedZone | undefined>

function createZoneCache({ clock, sharedFence }: ClientSettings): ZoneCache {
  return createAnswerCache<HostedZone | undefined>({
    clock,
    sharedFence,
    operation: 'GetHostedZone',
    most: mostAnswers,
    keepFor: zone => (zone === undefined ? zoneKeptMs.missing : zoneKeptMs.existing)
  })
}

/**
 * If a hosted zone is deleted, its entry in the cache still says that the zone exists, until the
 * entry expires. So this wraps Route 53: if a call finds that the zone is missing, the entry is
 * dropped.
 */
function forgettingMissingZones(route53: Route53, zones: ZoneCache): Route53 {
  async function watch<T>(zone: ZoneRef, answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (error) {
      const isMissing = error instanceof AWSFailure && error.code === 'NoSuchHostedZone'
      if (isMissing) zones.forget(zoneKey(zone))
      throw error
    }
  }
  return {
    ...route53,
    listRecords: (zone, fence) => watch(zone, route53.listRecords(zone, fence)),
    listRecordsAt: (zone, name, fence) => watch(zone, route53.listRecordsAt(zone, name, fence)),
    changeRecords: (zone, changes, fence) =>
      watch(zone, route53.changeRecords(zone, changes, fence))
  }
}
