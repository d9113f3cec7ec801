import { parentsOf } from '../hostname/domains.ts'

/** A record set of a hosted zone in our words: lower-case name without a trailing dot, `*` unescaped. */
export type RecordSet = {
  name: string
  type: string
  ttlSeconds?: number
  /** Values as Route 53 writes them; those of a TXT are quoted. */
  values?: readonly string[]
  alias?: AliasTarget
  /** Set on weighted, latency, … records: several sets of one name and type. Never ours. */
  setIdentifier?: string
}

/** What an alias record points to. `dnsName` is as in the zone: an exact DELETE needs it so. */
export type AliasTarget = { dnsName: string; hostedZoneID: string; evaluateTargetHealth: boolean }

/** A change to one zone that has to happen as a whole or not at all. */
export type RecordChange = { remove: readonly RecordSet[]; create: readonly RecordSet[] }

/**
 * A DNS name as we compare it: lower case, no trailing dot, Route 53's octal escapes resolved
 * (it answers `\052` for `*`: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html).
 */
export function normalName(name: string): string {
  const unescaped = name.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8))
  )
  return unescaped.replace(/\.$/, '').toLowerCase()
}

/** A record set as a person writes it, for messages. */
export function show(record: RecordSet): string {
  const to =
    record.alias === undefined
      ? (record.values ?? []).join(', ')
      : `alias to ${normalName(record.alias.dnsName)}`
  return `${record.name} ${record.type} ${to}`.slice(0, 400)
}

/** The names at which a delegation below `zoneName`, which `hostname` is within, could take it away, from the top down. */
export function namesBelow(zoneName: string, hostname: string): readonly string[] {
  const name = hostname.replace(/^\*\./, '')
  return [name, ...parentsOf(name)].filter(below => below.length > zoneName.length).reverse()
}
