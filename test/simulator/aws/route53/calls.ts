import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  type ResourceRecordSet,
  type Route53Client
} from '@aws-sdk/client-route-53'

/** Sends one batch. */
export function change(route53: Route53Client, HostedZoneId: string, Changes: Change[]) {
  return route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } })
  )
}

/** Lists one page, with a line `TYPE name values` for each record set except NS and SOA. */
export async function list(
  route53: Route53Client,
  HostedZoneId: string,
  more: Partial<ListResourceRecordSetsCommandInput> = {}
) {
  const page = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId, ...more }))
  const sets = page.ResourceRecordSets?.filter(({ Type }) => Type !== 'SOA' && Type !== 'NS') ?? []
  return { ...page, lines: sets.map(line) }
}

function line({ Name, Type, ResourceRecords = [], AliasTarget }: ResourceRecordSet): string {
  return [Type, Name, ...ResourceRecords.map(({ Value }) => Value), AliasTarget?.DNSName]
    .filter(Boolean)
    .join(' ')
}

/** A plain record set. */
export function record(
  Type: NonNullable<ResourceRecordSet['Type']>,
  Name: string,
  ...values: string[]
): ResourceRecordSet {
  return { Name, Type, TTL: 300, ResourceRecords: values.map(Value => ({ Value })) }
}

/** An alias record set. */
export function alias(
  Name: string,
  DNSName: string,
  HostedZoneId = 'Z215JYRZR1TBD5',
  Type: 'A' | 'AAAA' = 'A'
): ResourceRecordSet {
  return { Name, Type, AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth: true } }
}

export const create = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'CREATE',
  ResourceRecordSet
})
export const remove = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'DELETE',
  ResourceRecordSet
})
export const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({
  Action: 'UPSERT',
  ResourceRecordSet
})
