import { asObject, type ObjectInput } from '../api-store/objects.ts'
import { UsageError } from './arguments.ts'
import type { Input } from './input.ts'
import {
  generatedLabel,
  isOf,
  namespaceKind,
  type PoolInput,
  poolsAmong,
  requestKind
} from './kinds.ts'
import { expectationOf } from './outcomes.ts'

const namespaces = 10

/** The defaults and bounds of the GatewayPool's CRD. */
const defaults = { maxHostnamesPerNamespace: 50, maxHostnamesPerGateway: 25, maxGateways: 10 }
const bounds = { maxGateways: 100 }

/**
 * Adds requests, spread over ten namespaces of their own, in the first domain that is open to all, and raises that
 * pool's limits where they would not fit.
 * @throws {UsageError} where no pool has a domain for them, or a pool cannot be made large enough
 */
export function addGenerated({ objects, notes }: Input, count: number): Input {
  if (count === 0) return { objects, notes }
  const { pool, domain } = placeFor(objects)
  const raised = raiseLimits(pool, domain, {
    count,
    others: objects.filter(object => isOf(object, requestKind)).length
  })
  const made = Array.from({ length: count }, (_, index) =>
    requestOf(index, domain, pool.metadata.name)
  )
  const teams = Array.from({ length: Math.min(namespaces, count) }, (_, index) => ({
    ...namespaceKind,
    metadata: { name: teamOf(index) }
  }))
  return {
    objects: [
      ...objects.map(object => (object === pool ? raised.pool : object)),
      ...teams,
      ...made
    ],
    notes: [
      ...notes,
      `${count} more requests, in namespaces ${teamOf(0)} to ${teamOf(teams.length - 1)}.`,
      ...raised.notes
    ]
  }
}

function placeFor(objects: readonly ObjectInput[]): { pool: PoolInput; domain: string } {
  const wanted = objects.filter(object => expectationOf(object) === 'Ready')
  const wildcards = wanted.flatMap(
    ({ spec }) => /^\*\.(.*)$/.exec(String(spec?.hostname))?.[1] ?? []
  )
  for (const pool of poolsAmong(objects)) {
    const isOpen = ({ name, namespaces: from }: PoolInput['spec']['domains'][number]) =>
      from?.from === 'All' &&
      !wildcards.some(suffix => name === suffix || name.endsWith(`.${suffix}`))
    const domain = pool.spec.domains.find(isOpen)
    if (domain !== undefined) return { pool, domain: domain.name }
  }
  throw new UsageError(
    '--hostnames needs a GatewayPool with a domain for namespaces {from: All} and no wildcard over it'
  )
}

function requestOf(index: number, domain: string, poolName: string): ObjectInput {
  const name = `app-${String(index + 1).padStart(4, '0')}`
  const metadata = { name, namespace: teamOf(index), labels: { [generatedLabel]: 'true' } }
  return { ...requestKind, metadata, spec: { hostname: `${name}.${domain}`, poolName } }
}

function teamOf(index: number): string {
  return `team-${String((index % namespaces) + 1).padStart(2, '0')}`
}

function raiseLimits(
  pool: PoolInput,
  domain: string,
  { count, others }: { count: number; others: number }
) {
  const { capacity = {}, domains } = pool.spec
  const perGateway = capacity.maxHostnamesPerGateway ?? defaults.maxHostnamesPerGateway
  const gateways = Math.max(
    capacity.maxGateways ?? defaults.maxGateways,
    Math.ceil((count + others) / perGateway)
  )
  const quota = Math.ceil(count / namespaces)
  if (gateways > bounds.maxGateways)
    throw new UsageError(
      `GatewayPool ${pool.metadata.name} holds at most ${bounds.maxGateways * perGateway} hostnames`
    )
  const spec = {
    ...asObject(pool.spec),
    capacity: { ...capacity, maxGateways: gateways },
    domains: domains.map(one => (one.name === domain ? withQuota(one, quota) : one))
  }
  const notes = [
    ...said(pool, 'capacity.maxGateways', capacity.maxGateways ?? defaults.maxGateways, gateways),
    ...said(
      pool,
      `maxHostnamesPerNamespace of ${domain}`,
      quotaOf(domains.find(({ name }) => name === domain)),
      quota
    )
  ]
  return { pool: { ...pool, spec }, notes }
}

function quotaOf(domain: PoolInput['spec']['domains'][number] | undefined): number {
  return domain?.maxHostnamesPerNamespace ?? defaults.maxHostnamesPerNamespace
}

function withQuota(domain: PoolInput['spec']['domains'][number], quota: number) {
  return { ...domain, maxHostnamesPerNamespace: Math.max(quotaOf(domain), quota) }
}

function said(
  { metadata }: PoolInput,
  what: string,
  before: number,
  after: number
): readonly string[] {
  return after > before
    ? [`GatewayPool ${metadata.name}: ${what} ${before} → ${after}, to fit.`]
    : []
}
