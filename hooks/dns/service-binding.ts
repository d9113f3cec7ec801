import { sameTarget } from '../load-balancer/dns-name.ts'
import { normalName, type RecordSet } from './records.ts'

/**
 * The types of records that tell a client how to reach a service (RFC 9460). Browsers ask for HTTPS
 * together with A and AAAA, and follow what it says. So such a record decides where they go, and
 * the alias beside it does not.
 */
export const bindingTypes: readonly string[] = ['HTTPS', 'SVCB']

/** What one value of an HTTPS or SVCB record says. */
export type ServiceBinding = {
  /** 0 means AliasMode: the client goes on at the target. */
  priority: number
  /** In the form of `normalName`; empty for `.`. */
  target: string
  /** Parameters by name, with their values unquoted. */
  parameters: ReadonlyMap<string, string>
}

/** The names of the parameters that also have a form with a number (RFC 9460, 14.3.2). */
const numbered: Readonly<Record<string, string>> = {
  key0: 'mandatory',
  key1: 'alpn',
  key2: 'no-default-alpn',
  key3: 'port',
  key4: 'ipv4hint',
  key5: 'ech',
  key6: 'ipv6hint'
}

/**
 * Reads a value in the presentation format: `1 . alpn="h2,h3" port=8443` (RFC 9460, 2.1).
 * @returns `undefined` for a text that is no such value
 */
export function readBinding(value: string): ServiceBinding | undefined {
  const words = value.match(/(?:[^\s"\\]|\\.|"(?:[^"\\]|\\.)*")+/gs) ?? []
  const [priority = '', target, ...parameters] = words
  if (!/^\d{1,5}$/.test(priority) || target === undefined) return undefined
  return {
    priority: Number(priority),
    target: normalName(target),
    parameters: new Map(parameters.map(readParameter))
  }
}

function readParameter(text: string): [string, string] {
  const [, written = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(unquote(text)) ?? []
  const name = written.toLowerCase()
  return [numbered[name] ?? name, value]
}

/** Without quotes, and with the escapes `\DDD` and `\X` of master files (RFC 1035, 5.1). */
function unquote(value: string): string {
  return value.replace(/"|\\(\d{3})|\\(.)/gs, (_, code?: string, character?: string) =>
    code === undefined ? (character ?? '') : String.fromCharCode(Number(code))
  )
}

/** What the clients of a hostname may be led to: the hostname itself, and our load balancer. */
export type Own = { hostname: string; balancers: readonly string[] }

/**
 * Where a record leads clients instead of our load balancer, in words that follow "leads them";
 * `undefined` when it leads them nowhere else.
 */
export function diversionOf(record: RecordSet, own: Own): string | undefined {
  const { alias, values = [] } = record
  if (alias !== undefined) return `to ${normalName(alias.dnsName)}`
  return values.map(value => diversionIn(value, own)).find(words => words !== undefined)
}

function diversionIn(value: string, own: Own): string | undefined {
  const binding = readBinding(value)
  if (binding === undefined) return 'to a place that its value does not make clear'
  const { parameters, priority, target } = binding
  const isBalancer = own.balancers.some(name => sameTarget(name, target))
  if (priority === 0)
    return isBalancer ? undefined : target === '' ? 'nowhere' : `to ${shorten(target)}`
  if (target !== '' && target !== own.hostname && !isBalancer) return `to ${shorten(target)}`
  return diversionBy(parameters)
}

/** Our load balancer answers at its own addresses, on port 443, in HTTP/1.1 and HTTP/2. */
function diversionBy(parameters: ServiceBinding['parameters']): string | undefined {
  const port = parameters.get('port')
  if (port !== undefined && Number(port) !== 443) return `to port ${shorten(port)}`
  const hint = parameters.get('ipv4hint') ?? parameters.get('ipv6hint')
  if (hint !== undefined) return `to the addresses ${shorten(hint)}`
  // The key of Encrypted Client Hello belongs to one server. Another server cannot read the hello.
  if (parameters.has('ech')) return 'to a server that has the key in its parameter ech'
  const protocols = (parameters.get('alpn') ?? '').split(',')
  const speaksOurs = protocols.some(protocol => protocol === 'h2' || protocol === 'http/1.1')
  return parameters.has('no-default-alpn') && !speaksOurs
    ? 'to protocols that a load balancer does not speak'
    : undefined
}

function shorten(text: string): string {
  return text.slice(0, 253)
}
