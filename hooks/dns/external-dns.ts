import type { RecordSet } from './records.ts'

/**
 * What external-dns notes in a TXT record about a record that it has written. It changes and
 * deletes only records that such a TXT record names as its own.
 */
export type Registration = {
  /** Name of the TXT record. */
  name: string
  /** The instance of external-dns (`--txt-owner-id`). */
  owner?: string
  /** The object that the record was made for: `httproute/<namespace>/<name>`. */
  resource?: string
}

/**
 * With one of these annotations on a route, external-dns makes no records for the route: it skips
 * objects that name another controller than `dns-controller`. The prefix of its annotations changed
 * from the first form to the second (source/annotations in its code), so both are needed.
 */
export const exclusionAnnotations: Record<string, string> = {
  'external-dns.alpha.kubernetes.io/controller': 'gateway-orchestrator',
  'external-dns.kubernetes.io/controller': 'gateway-orchestrator'
}

/** The record types in names of TXT records of the present format, such as `a-web.example.com`. */
const typePrefix = /^(?:a|aaaa|cname|ns|mx|ptr|srv|naptr|txt|dname)-/

/** Whether a record belongs to the registry of external-dns, of which the hooks can read it. */
function isRegistration({ type, values = [] }: RecordSet): boolean {
  return type === 'TXT' && values.some(value => value.startsWith('"heritage=external-dns'))
}

/**
 * Finds what external-dns has noted about a hostname. The name of its TXT record is made of the
 * hostname's first label, the record type, and a prefix or suffix that the settings of external-dns
 * choose (registry/mapper in its code):
 *
 * | settings                                 | TXT record of web.example.com        |
 * |------------------------------------------|--------------------------------------|
 * | none                                     | `a-web.example.com`                  |
 * | none, before version 0.12                | `web.example.com`                    |
 * | `--txt-prefix=xdns-`                     | `xdns-a-web.example.com`             |
 * | `--txt-prefix=%{record_type}-xdns.`      | `a-xdns.web.example.com`             |
 * | `--txt-suffix=-xdns`                     | `a-web-xdns.example.com`             |
 * | `--txt-wildcard-replacement=any`         | `a-any.example.com`, for a wildcard  |
 *
 * Prefix and suffix are not known here. So a name counts if the first label stands in it between
 * dots, hyphens or the ends, and if the name without a type is not that of another record.
 * @param texts TXT records of the hostname's zone
 * @param hasAddress whether the zone has a record for an address at a name
 */
export function registrationsOf(
  hostname: string,
  texts: readonly RecordSet[],
  hasAddress: (name: string) => boolean
): readonly Registration[] {
  const dot = hostname.indexOf('.')
  const [label, rest] = [hostname.slice(0, dot), hostname.slice(dot)]
  const isAbout = ({ name }: RecordSet) =>
    name.endsWith(rest) && namesLabel(name.slice(0, -rest.length), { label, rest, hasAddress })
  return texts.filter(record => isRegistration(record) && isAbout(record)).map(readRegistration)
}

function namesLabel(
  head: string,
  {
    label,
    rest,
    hasAddress
  }: { label: string; rest: string; hasAddress: (name: string) => boolean }
): boolean {
  const plain = head.replace(typePrefix, '')
  if (head === label || plain === label) return true
  // The text that stands for `*` is free to choose. No name is excluded, so a replacement is found
  // only if nothing else in the zone has that name.
  if (label === '*') return !plain.includes('.') && plain !== head && !hasAddress(plain + rest)
  const parts = head.split(label)
  const stands = parts.some((before, index) => {
    const after = parts[index + 1]
    return after !== undefined && /(?:^|[-.])$/.test(before) && /^(?:$|[-.])/.test(after)
  })
  return stands && !hasAddress(plain + rest)
}

function readRegistration({ name, values = [] }: RecordSet): Registration {
  const registration: Registration = { name }
  for (const field of (values[0] ?? '').replaceAll('"', '').split(',')) {
    const [, key, value = ''] = /^external-dns\/(owner|resource)=(.*)$/.exec(field) ?? []
    if (key === 'owner' || key === 'resource') registration[key] = value.slice(0, 253)
  }
  return registration
}

/**
 * Says who keeps the records at a hostname, and how to exclude the hostname there; empty without
 * registrations. A domain that external-dns excludes is left alone by it (plan/plan.go in its
 * code). An object that is excluded is not: with `--policy=sync`, external-dns then deletes all
 * records that its TXT records name. So the TXT records have to go first.
 */
export function howToExclude(hostname: string, registrations: readonly Registration[]): string {
  const [first] = registrations
  if (first === undefined) return ''
  const { owner = 'unknown', resource } = registrations.find(({ resource }) => resource) ?? first
  const names = [...new Set(registrations.map(({ name }) => name))].sort().slice(0, 6)
  const source = resource ?? 'the object that has the hostname'
  const annotations = Object.entries(exclusionAnnotations).map(pair => pair.join('='))
  return [
    `external-dns (owner ${owner}, resource ${resource ?? 'unknown'}) keeps records here.`,
    'Exclude it first, or it writes them again:',
    `run external-dns with --exclude-domains=${hostname};`,
    `or delete its TXT ${names.join(', ')} in one change,`,
    `and then annotate ${source} with ${annotations.join(' and ')} (docs/external-dns.md).`
  ].join(' ')
}
