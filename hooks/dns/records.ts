import { isEqual } from '../api/is-equal.ts'
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
  /**
   * The DNS name exactly as the zone has it, because a DELETE has to match the record letter by
   * letter.
   */
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
 * The names at which an NS record would delegate the hostname away from the zone: the hostname and
 * its parents, as far as they are below the zone's own name, from the top down. The hostname has to
 * be within the zone.
 */
export function namesBelow(zoneName: string, hostname: string): readonly string[] {
  const name = hostname.replace(/^\*\./, '')
  return [name, ...parentsOf(name)].filter(below => below.length > zoneName.length).reverse()
}

/**
 * The change without the records that it deletes and creates again as they are; `undefined` if
 * there are none, or if nothing else is left.
 */
export function withoutRepeats({ remove, create }: RecordChange): RecordChange | undefined {
  const isIn = (list: readonly RecordSet[]) => (record: RecordSet) =>
    list.some(other => isEqual(other, record))
  const rest = {
    remove: remove.filter(record => !isIn(create)(record)),
    create: create.filter(record => !isIn(remove)(record))
  }
  const isLess = rest.create.length < create.length
  return isLess && rest.create.length + rest.remove.length > 0 ? rest : undefined
}
