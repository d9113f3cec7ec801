import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client
} from '@aws-sdk/client-route-53'
import { defined } from '../defined.ts'
import { normalName, type RecordChange, type RecordSet } from '../dns/records.ts'
import { describeZone, type ZoneRef } from '../dns/zone-ref.ts'
import type { Caller } from './caller.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** A hosted zone that exists. */
export type HostedZone = ZoneRef & { name: string; private: boolean }

/** The Route 53 calls that we make. All throw AWSFailure. */
export type Route53 = {
  getHostedZone: (zone: ZoneRef, fence: Fence) => Promise<HostedZone>
  /** All record sets of a zone. */
  listRecords: (zone: ZoneRef, fence: Fence) => Promise<readonly RecordSet[]>
  /** The record sets at one name, of any type. */
  listRecordsAt: (zone: ZoneRef, name: string, fence: Fence) => Promise<readonly RecordSet[]>
  /** Applies all changes as one atomic batch. @returns the id of the change */
  changeRecords: (zone: ZoneRef, changes: readonly RecordChange[], fence: Fence) => Promise<string>
  /** Whether all name servers of the zone have the change. */
  isInSync: (zone: ZoneRef, changeID: string, fence: Fence) => Promise<boolean>
}

/** The most record sets that Route 53 gives in a page (API reference, ListResourceRecordSets). */
export const recordsPerPage = 300
const pageSizeAtName = 10

type Page = {
  records: readonly RecordSet[]
  next?: { name: string; type?: string; identifier?: string }
}
type Start = { name: string; type?: string; identifier?: string }

export function createRoute53(client: Route53Client, call: Caller): Route53 {
  async function listPage(
    zone: ZoneRef,
    size: number,
    start: Start | undefined,
    fence: Fence
  ): Promise<Page> {
    checkAccount('ListResourceRecordSets', zone)
    const input = { HostedZoneId: zone.id, MaxItems: size, ...startInput(start) }
    const page = await call('ListResourceRecordSets', fence, abortSignal =>
      client.send(new ListResourceRecordSetsCommand(input), { abortSignal })
    )
    // MaxItems and IsTruncated are in every real answer; an empty body or HTML with status 200 has neither.
    const { ResourceRecordSets: found, MaxItems, IsTruncated } = page
    if (found === undefined || MaxItems === undefined || IsTruncated === undefined)
      throw emptyAnswer('ListResourceRecordSets')
    const records = found.map(readRecord)
    if (!IsTruncated) return { records }
    const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: identifier } = page
    // Where to go on is not said: taken for the end, all that follows would seem to be gone.
    if (name === undefined) throw emptyAnswer('ListResourceRecordSets')
    return { records, next: { name, ...(type && { type }), ...(identifier && { identifier }) } }
  }

  return {
    async getHostedZone(zone, fence) {
      checkAccount('GetHostedZone', zone)
      const answer = await call('GetHostedZone', fence, abortSignal =>
        client.send(new GetHostedZoneCommand({ Id: zone.id }), { abortSignal })
      )
      if (answer.HostedZone?.Name === undefined) throw emptyAnswer('GetHostedZone')
      return {
        ...zone,
        name: normalName(answer.HostedZone.Name),
        private: answer.HostedZone.Config?.PrivateZone ?? false
      }
    },
    async listRecords(zone, fence) {
      const all: RecordSet[] = []
      let page = await listPage(zone, recordsPerPage, undefined, fence)
      all.push(...page.records)
      while (page.next !== undefined) {
        page = await listPage(zone, recordsPerPage, page.next, fence)
        all.push(...page.records)
      }
      return all
    },
    async listRecordsAt(zone, name, fence) {
      const found: RecordSet[] = []
      let start: Start | undefined = { name }
      while (start !== undefined) {
        const page: Page = await listPage(zone, pageSizeAtName, start, fence)
        found.push(...page.records.filter(record => record.name === name))
        start =
          page.next !== undefined && normalName(page.next.name) === name ? page.next : undefined
      }
      return found
    },
    async changeRecords(zone, changes, fence) {
      checkAccount('ChangeResourceRecordSets', zone)
      const Changes = [
        ...changes
          .flatMap(c => c.remove)
          .map(r => ({ Action: 'DELETE' as const, ResourceRecordSet: writeRecord(r) })),
        ...changes
          .flatMap(c => c.create)
          .map(r => ({ Action: 'CREATE' as const, ResourceRecordSet: writeRecord(r) }))
      ]
      const answer = await call('ChangeResourceRecordSets', fence, abortSignal =>
        client.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: zone.id,
            ChangeBatch: { Changes }
          }),
          {
            abortSignal
          }
        )
      )
      if (answer.ChangeInfo?.Id === undefined) throw emptyAnswer('ChangeResourceRecordSets')
      return answer.ChangeInfo.Id.replace('/change/', '')
    },
    async isInSync(zone, changeID, fence) {
      checkAccount('GetChange', zone)
      const answer = await call('GetChange', fence, abortSignal =>
        client.send(new GetChangeCommand({ Id: changeID }), { abortSignal })
      )
      if (answer.ChangeInfo?.Status === undefined) throw emptyAnswer('GetChange')
      return answer.ChangeInfo.Status === 'INSYNC'
    }
  }
}

/**
 * Refuses a zone of another account. Route 53 of this account would answer that the zone does not
 * exist, and that its changes are long forgotten: claims would be let go on such an answer.
 */
function checkAccount(operation: string, zone: ZoneRef): void {
  if (zone.account === undefined) return
  const problem = `${describeZone(zone)} cannot be reached`
  const todo = 'name a hosted zone of the AWS account that the hooks have credentials of'
  throw new AWSFailure('denied', operation, 'OtherAccount', `${problem}: ${todo}`)
}

function emptyAnswer(operation: string): AWSFailure {
  return new AWSFailure(
    'unavailable',
    operation,
    'EmptyAnswer',
    'the answer lacks what it must hold'
  )
}

function startInput(start: Start | undefined) {
  if (start === undefined) return {}
  const { name, type, identifier } = start
  return {
    StartRecordName: name,
    ...(type === undefined ? {} : { StartRecordType: type as 'A' }),
    ...defined({ StartRecordIdentifier: identifier })
  }
}

function readRecord(record: ResourceRecordSet): RecordSet {
  const { AliasTarget: alias, ResourceRecords: values } = record
  return {
    name: normalName(record.Name ?? ''),
    type: record.Type ?? '',
    ...defined({ ttlSeconds: record.TTL }),
    ...(values === undefined || values.length === 0
      ? {}
      : { values: values.map(v => v.Value ?? '') }),
    ...(alias?.DNSName === undefined
      ? {}
      : {
          alias: {
            dnsName: alias.DNSName,
            hostedZoneID: alias.HostedZoneId ?? '',
            evaluateTargetHealth: alias.EvaluateTargetHealth ?? false
          }
        }),
    ...defined({ setIdentifier: record.SetIdentifier })
  }
}

function writeRecord(record: RecordSet): ResourceRecordSet {
  const { alias } = record
  return {
    Name: `${record.name}.`,
    Type: record.type as 'A',
    ...defined({ TTL: record.ttlSeconds }),
    ...(record.values === undefined
      ? {}
      : { ResourceRecords: record.values.map(Value => ({ Value })) }),
    ...(alias === undefined
      ? {}
      : {
          AliasTarget: {
            DNSName: alias.dnsName,
            HostedZoneId: alias.hostedZoneID,
            EvaluateTargetHealth: alias.evaluateTargetHealth
          }
        }),
    ...defined({ SetIdentifier: record.setIdentifier })
  }
}
