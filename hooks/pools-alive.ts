import type { Clock } from './clock.ts'

/**
 * Which pools this process has synced lately. A request that waits for one of them knows that the
 * pool exists, and is only busy. A process that has just started knows of no pool, which is safe: a
 * new request makes Metacontroller sync its pool.
 */
export type PoolsAlive = {
  /** Notes that a pool was synced. */
  note: (poolName: string) => void
  /** Notes that a pool is gone, so that a new request for it says soon that it waits. */
  forget: (poolName: string) => void
  has: (poolName: string) => boolean
}

/** Every pool is synced at least every two minutes. */
const aliveForMs = 600_000

/** Makes the memory of the pools that were synced lately. */
export function createPoolsAlive(clock: Clock): PoolsAlive {
  const syncedAt = new Map<string, number>()
  return {
    note: poolName => void syncedAt.set(poolName, clock.now()),
    forget: poolName => void syncedAt.delete(poolName),
    has: poolName => clock.now() - (syncedAt.get(poolName) ?? Number.NEGATIVE_INFINITY) < aliveForMs
  }
}
