import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type Route53Client
} from '@aws-sdk/client-route-53'
import { normalName, type RecordChange, type RecordSet } from '../dns/records.ts'
import { describeZone, type ZoneRef } from '../dns/zone-ref.ts'
import type { Caller } from './caller.ts'
import { emptyAnswer, required } from './empty-answer.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'
import { type RecordStart, readRecord, startInput, writeRecord } from './record-sets.ts'

/** A hosted zone that exists. */
export type HostedZone = ZoneRef & { name: string; private: boolean }

/** The Route 53 calls that the hooks make. All throw AWSFailure. */
export type Route53 = {
  getHostedZone: (zone: ZoneRef, fence: Fence) => Promise<HostedZone>
  /** All record sets of a zone. */
  listRecords: (zone: ZoneRef, fence: Fence) => Promise<readonly RecordSet[]>
  /** The record sets at one name, of every type. */
  listRecordsAt: (zone: ZoneRef, name: string, fence: Fence) => Promise<readonly RecordSet[]>
  /** Applies all changes as one atomic batch. @returns the id of the change */
  changeRecords: (zone: ZoneRef, changes: readonly RecordChange[], fence: Fence) => Promise<string>
  /** Whether all name servers of the zone have the change. */
  isInSync: (zone: ZoneRef, changeID: string, fence: Fence) => Promise<boolean>
}

/** The most record sets that Route 53 gives in a page (API reference, ListResourceRecordSets). */
export const recordsPerPage = 300
const pageSizeAtName = 10

type Page = { records: readonly RecordSet[]; next?: RecordStart }

/** The client of one account, and the way to call it. */
type Account = { client: Route53Client; call: Caller }

/** Route 53 of the client's account. */
export function createRoute53(client: Route53Client, call: Caller): Route53 {
  const account = { client, call }
  return {
    getHostedZone: (zone, fence) => getHostedZone(account, zone, fence),
    listRecords: (zone, fence) => listRecords(account, zone, fence),
    listRecordsAt: (zone, name, fence) => listRecordsAt(account, zone, name, fence),
    changeRecords: (zone, changes, fence) => changeRecords(account, zone, changes, fence),
    isInSync: (zone, changeID, fence) => isInSync(account, zone, changeID, fence)
  }
}

/**
 * The id of a zone of this account. For a zone of another account, Route 53 of this account would
 * answer that the zone does not exist and that its changes are long forgotten. Claims would be let
 * go on such an answer, so it is not even asked.
 * @throws {AWSFailure} `denied` for a zone of another account
 */
function idOf(operation: string, zone: ZoneRef): string {
  if (zone.account === undefined) return zone.id
  const problem = `the hooks have no credentials for ${describeZone(zone)}`
  const todo = 'Name a hosted zone of the AWS account that the hooks run with'
  throw new AWSFailure('denied', operation, 'OtherAccount', `${problem}. ${todo}`)
}

async function getHostedZone(
  { client, call }: Account,
  zone: ZoneRef,
  fence: Fence
): Promise<HostedZone> {
  const operation = 'GetHostedZone'
  const command = new GetHostedZoneCommand({ Id: idOf(operation, zone) })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  const { Config, Name } = required(operation, answer.HostedZone)
  const name = normalName(required(operation, Name))
  return { ...zone, name, private: Config?.PrivateZone ?? false }
}

async function listRecords(
  account: Account,
  zone: ZoneRef,
  fence: Fence
): Promise<readonly RecordSet[]> {
  const records: RecordSet[] = []
  let start: RecordStart | undefined
  do {
    const page: Page = await listPage(account, zone, { size: recordsPerPage, start }, fence)
    records.push(...page.records)
    start = page.next
  } while (start !== undefined)
  return records
}

async function listRecordsAt(
  account: Account,
  zone: ZoneRef,
  name: string,
  fence: Fence
): Promise<readonly RecordSet[]> {
  const records: RecordSet[] = []
  let start: RecordStart | undefined = { name }
  do {
    const page: Page = await listPage(account, zone, { size: pageSizeAtName, start }, fence)
    records.push(...page.records.filter(record => record.name === name))
    start = page.next
  } while (start !== undefined && normalName(start.name) === name)
  return records
}

async function listPage(
  { client, call }: Account,
  zone: ZoneRef,
  { size, start }: { size: number; start: RecordStart | undefined },
  fence: Fence
): Promise<Page> {
  const operation = 'ListResourceRecordSets'
  const command = new ListResourceRecordSetsCommand({
    HostedZoneId: idOf(operation, zone),
    MaxItems: size,
    ...startInput(start)
  })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  return readPage(operation, answer)
}

function readPage(operation: string, answer: ListResourceRecordSetsCommandOutput): Page {
  // Every real answer has these two fields. An empty body or HTML with status 200 has neither.
  required(operation, answer.MaxItems)
  const isTruncated = required(operation, answer.IsTruncated)
  const records = required(operation, answer.ResourceRecordSets).map(readRecord)
  if (!isTruncated) return { records }
  const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: identifier } = answer
  // Without the next name the page would look like the last one, and all later records like gone.
  if (name === undefined) throw emptyAnswer(operation)
  return { records, next: { name, ...(type && { type }), ...(identifier && { identifier }) } }
}

async function changeRecords(
  { client, call }: Account,
  zone: ZoneRef,
  changes: readonly RecordChange[],
  fence: Fence
): Promise<string> {
  const operation = 'ChangeResourceRecordSets'
  const command = new ChangeResourceRecordSetsCommand({
    HostedZoneId: idOf(operation, zone),
    ChangeBatch: {
      Changes: [
        ...changes.flatMap(({ remove }) => remove).map(record => inputOf('DELETE', record)),
        ...changes.flatMap(({ create }) => create).map(record => inputOf('CREATE', record))
      ]
    }
  })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  return required(operation, answer.ChangeInfo?.Id).replace('/change/', '')
}

function inputOf(Action: 'DELETE' | 'CREATE', record: RecordSet) {
  return { Action, ResourceRecordSet: writeRecord(record) }
}

async function isInSync(
  { client, call }: Account,
  zone: ZoneRef,
  changeID: string,
  fence: Fence
): Promise<boolean> {
  const operation = 'GetChange'
  // A change is known in the account of its zone only: this throws for another account.
  idOf(operation, zone)
  const command = new GetChangeCommand({ Id: changeID })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  return required(operation, answer.ChangeInfo?.Status) === 'INSYNC'
}
