import type {
  ListResourceRecordSetsCommandInput,
  ResourceRecordSet,
  RRType
} from '@aws-sdk/client-route-53'
import { defined } from '../defined.ts'
import { type AliasTarget, normalName, type RecordSet } from '../dns/records.ts'

/** Where a page of record sets begins. */
export type RecordStart = { name: string; type?: RRType; identifier?: string }

/** The fields of ListResourceRecordSets that say where a page begins. */
export function startInput(
  start: RecordStart | undefined
): Partial<ListResourceRecordSetsCommandInput> {
  if (start === undefined) return {}
  return defined({
    StartRecordName: start.name,
    StartRecordType: start.type,
    StartRecordIdentifier: start.identifier
  })
}

/** A record set, from Route 53's words into ours. */
export function readRecord(record: ResourceRecordSet): RecordSet {
  const values = record.ResourceRecords?.map(({ Value = '' }) => Value)
  return {
    name: normalName(record.Name ?? ''),
    type: record.Type ?? '',
    ...defined({
      ttlSeconds: record.TTL,
      values: values?.length === 0 ? undefined : values,
      alias: readAlias(record),
      setIdentifier: record.SetIdentifier
    })
  }
}

function readAlias({ AliasTarget: target }: ResourceRecordSet): AliasTarget | undefined {
  if (target?.DNSName === undefined) return undefined
  return {
    dnsName: target.DNSName,
    hostedZoneID: target.HostedZoneId ?? '',
    evaluateTargetHealth: target.EvaluateTargetHealth ?? false
  }
}

/** A record set, from our words into Route 53's. */
export function writeRecord(record: RecordSet): ResourceRecordSet {
  return {
    Name: `${record.name}.`,
    Type: record.type as RRType,
    ...defined({
      TTL: record.ttlSeconds,
      ResourceRecords: record.values?.map(Value => ({ Value })),
      AliasTarget: record.alias === undefined ? undefined : writeAlias(record.alias),
      SetIdentifier: record.setIdentifier
    })
  }
}

function writeAlias({ dnsName, hostedZoneID, evaluateTargetHealth }: AliasTarget) {
  return {
    DNSName: dnsName,
    HostedZoneId: hostedZoneID,
    EvaluateTargetHealth: evaluateTargetHealth
  }
}
