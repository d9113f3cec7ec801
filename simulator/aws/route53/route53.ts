import type { Account } from '../account.ts'
import { awsError } from '../wire/errors.ts'
import type { WireResponse } from '../wire/message.ts'
import type { AliasTargets } from './alias-target.ts'
import type { Rules } from './apply-changes.ts'
import { type Changes, createChanges } from './changes.ts'
import {
  createHostedZones,
  type HostedZone,
  type HostedZones,
  type NewZone
} from './hosted-zones.ts'
import type { RecordSet } from './record-set.ts'

/** The parts of a request that are passed to an operation. */
export type OperationInput = {
  /**
   * The id in the path, without `/hostedzone/` or `/change/`. It is empty if the path has no id.
   */
  readonly id: string
  readonly query: URLSearchParams
  readonly body: string
  /** Tells the call log a record name. */
  readonly note: (name: string) => void
}

/** An operation of Route 53's API. Throws an AwsError. */
export type Operation = (service: Route53, input: OperationInput) => WireResponse

/** Route 53's state, and the functions that change it. */
export type Route53 = {
  readonly account: Account
  readonly zones: HostedZones
  readonly changes: Changes
  readonly rules: Rules
  readonly addZone: (fields: NewZone) => HostedZone
  readonly removeZone: (zone: HostedZone) => void
  readonly replaceRecords: (zone: HostedZone, records: ReadonlyMap<string, RecordSet>) => void
  /** Throws PriorRequestNotComplete while Route 53 still processes the last change of this zone. */
  readonly requireIdle: (zone: HostedZone) => void
}

/** What Route 53 needs from the other parts. */
export type Surroundings = {
  readonly aliasTargets: AliasTargets
  /**
   * Is called before each change of DNS, so that ACM can bring the status of all certificates up to
   * now while the old records still exist.
   */
  readonly beforeChange: () => void
}

/** Makes the Route 53 of an account without zones. */
export function createRoute53(
  account: Account,
  { aliasTargets, beforeChange }: Surroundings
): Route53 {
  const zones = createHostedZones(account)
  return {
    account,
    zones,
    changes: createChanges(account),
    rules: { aliasTargets, recordSetsPerZone: account.quotas.recordSetsPerZone },
    addZone: fields => {
      beforeChange()
      return zones.add(fields)
    },
    removeZone: zone => {
      beforeChange()
      zones.remove(zone.id)
    },
    replaceRecords: (zone, records) => {
      beforeChange()
      zone.records = records
      zone.busyUntil = account.clock.now() + account.timings.changeBusy
    },
    requireIdle: zone => requireIdle(zone, account.clock.now())
  }
}

function requireIdle(zone: HostedZone, now: number): void {
  if (now >= zone.busyUntil) return
  throw awsError(
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.'
  )
}
