import { isWildcard } from '../../hooks/hostname/domains.ts'

/**
 * Whether one of two hostnames is a wildcard that covers the other, at any depth, by plain comparison: what the hooks'
 * index has to agree with. Equal hostnames overlap too.
 */
export function overlaps(a: string, b: string): boolean {
  const covers = (wildcard: string, hostname: string) =>
    isWildcard(wildcard) && hostname.endsWith(wildcard.slice(1))
  return a === b || covers(a, b) || covers(b, a)
}
