import { newestOf, readSpent, type Spent } from './observe/spent-certificates.ts'

/**
 * Remembers what this process has last answered about spent certificates, by the name of the pool.
 * The status that Metacontroller sends may be older: its cache lags, or the pool was restored from
 * a backup. Then the count would go back.
 */
export type SpentRecall = {
  of: (pool: string) => readonly Spent[]
  note: (pool: string, status: unknown) => void
}

/** Makes an empty memory. */
export function createSpentRecall(): SpentRecall {
  const byPool = new Map<string, readonly Spent[]>()
  return {
    of: pool => byPool.get(pool) ?? [],
    note: (pool, status) => {
      const spent = readSpent(status)
      if (spent !== undefined && spent.length > 0)
        byPool.set(pool, newestOf(byPool.get(pool) ?? [], spent))
    }
  }
}
