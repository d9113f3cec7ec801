import { covers, isWithin } from './hostnames.ts'
import type { Truth } from './truth.ts'

type Domain = {
  name: string
  namespaces: { from: string; selector?: { matchLabels: { readonly [key: string]: string } } }
}

/**
 * The domains, of all pools, in which a hostname answers for names and which its namespace may not
 * use: the longest domain around the hostname, and for a wildcard all domains that it covers.
 */
export function closedDomains(hostname: string, namespace: string | undefined, truth: Truth) {
  const domains = truth.pools().flatMap(({ spec }) => (spec?.domains ?? []) as Domain[])
  const around = domains
    .filter(({ name }) => isWithin(name, hostname))
    .sort((a, b) => b.name.length - a.name.length)
  const covered = domains.filter(({ name }) => covers(hostname, name))
  const names = new Set([...around.slice(0, 1), ...covered].map(({ name }) => name))
  const isOpen = (domain: Domain) => admits(domain, namespace, truth)
  return [...names].filter(name => !domains.some(d => d.name === name && isOpen(d)))
}

/** Whether a domain of a pool admits a namespace. */
export function admits(
  { namespaces: { from, selector } }: Domain,
  namespace: string | undefined,
  truth: Truth
): boolean {
  if (from === 'All') return true
  const labels = truth.namespaces().find(({ metadata }) => metadata.name === namespace)
    ?.metadata.labels
  return Object.entries(selector?.matchLabels ?? {}).every(
    ([key, value]) => labels?.[key] === value
  )
}
