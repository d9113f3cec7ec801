import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPoolStatus } from '../../api/gateway-pool.ts'
import { textOf } from '../../text/text-of.ts'

/**
 * Certificates of one namespace that were requested, and whose claims are gone. ACM counts them for
 * 365 days, but nothing else in Kubernetes or AWS shows them any more.
 */
export type Spent = {
  /** The namespace, or `unknown` for certificates of which nobody knows the namespace. */
  namespace: string
  /** How many, as of `asOf`. The older part of them counts for less: see `amountAt`. */
  certificates: number
  /** When the last counted claim was deleted (ms). Claims deleted before are counted too. */
  asOf: number
  /** How many claims are counted that were deleted at `asOf`. */
  deletedThen: number
}

/** What a status says of spent certificates. */
export type SpentStatus = NonNullable<GatewayPoolStatus['spentCertificates']>

/** Stands for the namespace of spent certificates that the pool has lost count of. */
export const unknown = '*'

/**
 * Reads the spent certificates from the status of a pool. Entries that are not valid are left out.
 * @returns `undefined` if the status has no list of them
 */
export function readSpent(status: unknown): readonly Spent[] | undefined {
  const entries = fieldOf(status, 'spentCertificates')
  return Array.isArray(entries) ? entries.flatMap(entry => readEntry(entry) ?? []) : undefined
}

function readEntry(entry: unknown): Spent | undefined {
  const namespace = fieldOf(entry, 'namespace')
  const certificates = countOf(entry, 'certificates')
  const deletedThen = countOf(entry, 'deletedThen')
  const asOf = Date.parse(textOf(fieldOf(entry, 'asOf')))
  if (certificates === undefined || deletedThen === undefined || Number.isNaN(asOf))
    return undefined
  return typeof namespace === 'string' ? { namespace, certificates, asOf, deletedThen } : undefined
}

function countOf(entry: unknown, field: string): number | undefined {
  const count = fieldOf(entry, field)
  return typeof count === 'number' && count >= 0 ? count : undefined
}

/**
 * Merges two lists of spent certificates of the same pool, of which either may be old. Of each
 * namespace, the entry with the later deletion stays.
 */
export function newestOf(a: readonly Spent[], b: readonly Spent[]): readonly Spent[] {
  const newest = new Map<string, Spent>()
  for (const entry of [...a, ...b]) {
    const other = newest.get(entry.namespace)
    if (other === undefined || isNewer(entry, other)) newest.set(entry.namespace, entry)
  }
  return [...newest.values()]
}

function isNewer(a: Spent, b: Spent): boolean {
  return a.asOf === b.asOf ? a.certificates > b.certificates : a.asOf > b.asOf
}
