import { fieldOf } from '../../api/field-of.ts'
import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { readDomain } from '../../api/read.ts'

/** A domain of any pool, with the fields that concern other pools too. */
export type SeenDomain = Pick<PoolDomain, 'name'> & {
  /** Name of its pool. */
  pool: string
  /** Which namespaces may use the domain; `undefined` if that cannot be read: then nobody may. */
  namespaces: PoolDomain['namespaces'] | undefined
  nestedHostnames: PoolDomain['nestedHostnames']
}

/**
 * Reads the domains of the other pools. A pool of which other fields are not valid still restricts
 * its domains. A domain without a name restricts nothing.
 */
export function domainsOfOthers(
  pools: readonly KubernetesObject[],
  ownName: string
): readonly SeenDomain[] {
  const others = pools.filter(({ metadata }) => metadata.name !== ownName)
  return others.flatMap(({ metadata, spec }) => {
    const domains = fieldOf(spec, 'domains')
    if (!Array.isArray(domains)) return []
    return domains.flatMap(domain => seenDomain(domain, metadata.name) ?? [])
  })
}

function seenDomain(value: unknown, pool: string): SeenDomain | undefined {
  const name = fieldOf(value, 'name')
  if (typeof name !== 'string') return undefined
  const domain = readDomain(value)
  const nestedHostnames = domain?.nestedHostnames ?? 'Allow'
  return { name, pool, namespaces: domain?.namespaces, nestedHostnames }
}
