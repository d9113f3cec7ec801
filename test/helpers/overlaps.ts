import { isWildcard } from '../../hooks/hostname/domains.ts'

/**
 * Whether two hostnames are equal, or one is a wildcard that covers the other at any depth. This
 * compares the two strings directly. The index of the hooks has to give the same result.
 */
export function overlaps(a: string, b: string): boolean {
  const covers = (wildcard: string, hostname: string) =>
    isWildcard(wildcard) && hostname.endsWith(wildcard.slice(1))
  return a === b || covers(a, b) || covers(b, a)
}
