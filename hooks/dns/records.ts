import { parentsOf } from '../hostname/domains.ts'

/**
 * A record set of a hosted zone, in our form: the name in lower case, without a trailing dot, and
 * with `*` unescaped.
 */
export type RecordSet = {
  name: string
  type: string
  ttlSeconds?: number
  /** Values as Route 53 writes them. Values of a TXT record are quoted. */
  values?: readonly string[]
  alias?: AliasTarget
  /**
   * Set on weighted, latency and similar records, of which several have the same name and type. The
   * hooks never make such a record.
   */
  setIdentifier?: string
}

/** What an alias record points to. */
export type AliasTarget = {
  /** As the zone has it, letter by letter: a DELETE has to match exactly. */
  dnsName: string
  /** Id of the load balancer's own hosted zone. */
  hostedZoneID: string
  evaluateTargetHealth: boolean
}

/** A change to one zone that is applied as a whole or not at all. */
export type RecordChange = { remove: readonly RecordSet[]; create: readonly RecordSet[] }

/**
 * A DNS name in the form in which names are compared: lower case, no trailing dot, and Route 53's
 * octal escapes resolved. Route 53 answers `\052` for `*`
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html).
 */
export function normalName(name: string): string {
  const unescaped = name.replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8))
  )
  return unescaped.replace(/\.$/, '').toLowerCase()
}

/** A record set as a person writes it, for messages. */
export function show(record: RecordSet): string {
  const { alias, name, type, values = [] } = record
  const to = alias === undefined ? values.join(', ') : `alias to ${normalName(alias.dnsName)}`
  return `${name} ${type} ${to}`.slice(0, 400)
}

/**
 * The names below the zone's own at which an NS record would delegate the hostname away from the
 * zone, from the top down. The hostname has to be within the zone.
 */
export function namesBelow(zoneName: string, hostname: string): readonly string[] {
  const name = hostname.replace(/^\*\./, '')
  return [name, ...parentsOf(name)].filter(below => below.length > zoneName.length).reverse()
}
