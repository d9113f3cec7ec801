import type { Draw } from './draw.ts'
import type { PoolName, PoolPlan, Scheduled } from './schedule.ts'

const domains = ['apps.example.com', 'pay.example.com']

/** Draws the pools of a schedule: one pool, or two pools with the same domains. */
export function drawPools(draw: Draw): Omit<PoolPlan, 'deletionBrake'>[] {
  const plan = (name: PoolName): Omit<PoolPlan, 'deletionBrake'> => ({
    name,
    domains,
    privateDomains: draw.chance(0.2) ? draw.some(domains, 1) : [],
    namespaces: draw.chance(0.3) ? 'Selector' : 'All',
    maxHostnamesPerNamespace: draw.chance(0.2) ? draw.of([1, 2]) : 50,
    ipAddressType: draw.chance(0.25) ? 'dualstack' : 'ipv4',
    maxHostnamesPerGateway: draw.of([1, 2, 3, 25]),
    maxGateways: draw.of([1, 2, 3]),
    releaseGraceSeconds: draw.of([60, 300, 600]),
    deletionPolicy: draw.chance(0.1) ? 'Retain' : 'Delete',
    validationRecords: draw.chance(0.15) ? 'Keep' : 'Delete'
  })
  return draw.chance(0.3) ? [plan('public'), plan('other')] : [plan('public')]
}

/** Draws one of the pools: the pool of a request, or the pool that is edited or deleted. */
export function drawPool(draw: Draw, pools: readonly PoolPlan[]): PoolPlan {
  return draw.of(pools as [PoolPlan, ...PoolPlan[]])
}

/** Draws a pool with one field changed. */
export function drawEdit(draw: Draw, pools: readonly PoolPlan[]): PoolPlan {
  const plan = drawPool(draw, pools)
  const edits: [Partial<PoolPlan>, ...Partial<PoolPlan>[]] = [
    { domains: domains.slice(1) },
    { domains },
    { maxHostnamesPerGateway: draw.of([1, 2, 3]) },
    { maxGateways: draw.of([1, 2, 3]) },
    { releaseGraceSeconds: draw.of([60, 300]) },
    { validationRecords: draw.of(['Delete', 'Keep']) },
    { privateDomains: draw.of([[], domains.slice(1)]) },
    { namespaces: draw.of(['All', 'Selector']) },
    { maxHostnamesPerNamespace: draw.of([1, 50]) },
    { ipAddressType: plan.ipAddressType === 'ipv4' ? 'dualstack' : 'ipv4' }
  ]
  return { ...plan, ...draw.of(edits) }
}

/**
 * A pool is deleted and later created again. As long as a pool has requests, its deletion waits. So
 * in most cases people first withdraw all requests to the pool.
 */
export function drawNewPool(draw: Draw, pools: readonly PoolPlan[], at: number): Scheduled[] {
  const plan = drawPool(draw, pools)
  const pool = plan.name
  const isEmptied = draw.chance(0.6)
  const madeAt = at + draw.between(10, 2000)
  const withdrawals: Scheduled[] = isEmptied ? [{ at, do: 'withdrawAll', pool }] : []
  return [...withdrawals, { at, do: 'deletePool', pool }, { at: madeAt, do: 'editPool', plan }]
}
