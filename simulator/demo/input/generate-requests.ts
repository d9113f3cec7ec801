import { asObject, type ObjectInput } from '../../api-store/objects.ts'
import { UsageError } from '../arguments.ts'
import {
  type DomainInput,
  expectationOf,
  generatedLabel,
  generatedNamespacePrefix,
  isOf,
  namespaceKind,
  type PoolInput,
  poolsAmong,
  requestKind
} from '../kinds.ts'
import type { Input } from './input.ts'

/** How many namespaces the generated requests are spread over. */
const namespaceCount = 10

/** The defaults and the upper bound of the GatewayPool's CRD. */
const defaults = { maxHostnamesPerNamespace: 50, maxHostnamesPerGateway: 25, maxGateways: 10 }
const maxGatewaysBound = 100

/**
 * Adds `count` requests in ten new namespaces. Their hostnames are in the first domain that is open
 * to all namespaces and that no requested wildcard covers. If the requests would not fit into the
 * pool of that domain, the limits of the pool are raised.
 * @throws {UsageError} if no pool has such a domain, or if the pool cannot be made large enough
 */
export function addGeneratedRequests({ objects, notes }: Input, count: number): Input {
  if (count === 0) return { objects, notes }
  const { pool, domain } = findDomain(objects)
  const requestCount = count + objects.filter(object => isOf(object, requestKind)).length
  const raised = raiseLimits(pool, domain, {
    gateways: gatewaysFor(pool, requestCount),
    quota: Math.ceil(count / namespaceCount)
  })
  const indexes = Array.from({ length: count }, (_, index) => index)
  const requests = indexes.map(index => requestOf(index, domain.name, pool.metadata.name))
  const teams = indexes.slice(0, namespaceCount).map(teamOf)
  const namespaces = teams.map(name => ({ ...namespaceKind, metadata: { name } }))
  const given = objects.map(object => (object === pool ? raised.pool : object))
  const note = `${count} more requests, in namespaces ${teams.at(0)} to ${teams.at(-1)}.`
  return {
    objects: [...given, ...namespaces, ...requests],
    notes: [...notes, note, ...raised.notes]
  }
}

type Place = { pool: PoolInput; domain: DomainInput }

function findDomain(objects: readonly ObjectInput[]): Place {
  const suffixes = wildcardSuffixes(objects)
  const isCovered = (name: string) =>
    suffixes.some(suffix => name === suffix || name.endsWith(`.${suffix}`))
  for (const pool of poolsAmong(objects)) {
    const domain = pool.spec.domains.find(
      ({ name, namespaces }) => namespaces?.from === 'All' && !isCovered(name)
    )
    if (domain !== undefined) return { pool, domain }
  }
  throw new UsageError(
    '--hostnames needs a GatewayPool that has a domain with namespaces {from: All} ' +
      'that no requested wildcard covers'
  )
}

/**
 * The domains whose names the requested wildcards cover: `x.example.com` for each request for
 * `*.x.example.com` that is expected to become Ready.
 */
function wildcardSuffixes(objects: readonly ObjectInput[]): readonly string[] {
  return objects
    .filter(object => expectationOf(object) === 'Ready')
    .map(({ spec }) => String(spec?.hostname))
    .filter(hostname => hostname.startsWith('*.'))
    .map(hostname => hostname.slice(2))
}

function requestOf(index: number, domainName: string, poolName: string): ObjectInput {
  const name = `app-${String(index + 1).padStart(4, '0')}`
  const metadata = { name, namespace: teamOf(index), labels: { [generatedLabel]: 'true' } }
  return { ...requestKind, metadata, spec: { hostname: `${name}.${domainName}`, poolName } }
}

function teamOf(index: number): string {
  return `${generatedNamespacePrefix}${String((index % namespaceCount) + 1).padStart(2, '0')}`
}

/** How many Gateways the pool needs for so many requests. */
function gatewaysFor({ metadata, spec }: PoolInput, requestCount: number): number {
  const perGateway = spec.capacity?.maxHostnamesPerGateway ?? defaults.maxHostnamesPerGateway
  const gateways = Math.ceil(requestCount / perGateway)
  if (gateways <= maxGatewaysBound) return gateways
  throw new UsageError(
    `GatewayPool ${metadata.name} holds at most ${maxGatewaysBound * perGateway} hostnames`
  )
}

type Limits = { gateways: number; quota: number }

/** Raises the limits of a pool and of one of its domains. Limits that are high enough stay. */
function raiseLimits(pool: PoolInput, domain: DomainInput, { gateways, quota }: Limits) {
  const { capacity = {}, domains } = pool.spec
  const oldGateways = capacity.maxGateways ?? defaults.maxGateways
  const oldQuota = domain.maxHostnamesPerNamespace ?? defaults.maxHostnamesPerNamespace
  const maxGateways = Math.max(oldGateways, gateways)
  const maxHostnamesPerNamespace = Math.max(oldQuota, quota)
  const raisedDomain = { ...domain, maxHostnamesPerNamespace }
  const spec = {
    ...asObject(pool.spec),
    capacity: { ...capacity, maxGateways },
    domains: domains.map(other => (other === domain ? raisedDomain : other))
  }
  const notes = [
    ...noteIfRaised('capacity.maxGateways', oldGateways, maxGateways),
    ...noteIfRaised(
      `maxHostnamesPerNamespace of ${domain.name}`,
      oldQuota,
      maxHostnamesPerNamespace
    )
  ].map(change => `GatewayPool ${pool.metadata.name}: ${change}, to fit.`)
  return { pool: { ...pool, spec }, notes }
}

function noteIfRaised(limit: string, oldValue: number, newValue: number): readonly string[] {
  return newValue > oldValue ? [`${limit} ${oldValue} → ${newValue}`] : []
}
